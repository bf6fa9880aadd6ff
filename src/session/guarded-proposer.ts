import { PluginError } from '../core/errors.ts';
import type { Proposal, Proposer } from '../core/proposer.ts';
import { guardedCallSoon } from './guarded-call.ts';

/**
 * A proposer from outside adrs whose failures name it: what it throws and an answer that is no Proposal become a
 * PluginError. `file` is where the proposer comes from.
 */
export function guardedProposer(proposer: Proposer, file: string): Proposer {
  const { name, maxEvaluations, needs, model, reserve } = proposer;
  return {
    name,
    maxEvaluations,
    needs,
    model,
    reserve,
    async propose(brief, context) {
      const called = { sort: 'proposer', file, verb: 'propose' } as const;
      const proposal = await guardedCallSoon(called, context.signal, () =>
        proposer.propose(brief, context),
      );
      if (isProposal(proposal)) return proposal;
      throw new PluginError(`proposer ${file}: "propose" answered no Proposal`, {
        hint: 'answer { source: { entry, files }, parents, note }, or throw ProposalError where there is nothing to offer',
      });
    },
  };
}

/** Types do not reach a plug-in in JavaScript. */
function isProposal(value: unknown): value is Proposal {
  const { source, parents, note }: Partial<Record<string, unknown>> = { ...Object(value) };
  const { entry, files }: Partial<Record<string, unknown>> = { ...Object(source) };
  const texts: readonly unknown[] = Object.values({ ...Object(files) });
  return (
    typeof entry === 'string' &&
    Object.hasOwn(Object(files), entry) &&
    texts.every((text) => typeof text === 'string') &&
    Array.isArray(parents) &&
    parents.every((id) => typeof id === 'string') &&
    typeof note === 'string'
  );
}
