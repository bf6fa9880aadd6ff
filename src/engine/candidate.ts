import type { Brief, Proposal, Proposer } from '../core/contracts.ts';
import type { ProposalDropped } from '../core/events.ts';
import { ModelError, PluginError, ProposalError } from '../core/errors.ts';
import { hashOf } from '../core/hash.ts';
import type { CaseResult, Evaluation, Source } from '../core/program.ts';
import type { Rng } from '../core/rng.ts';
import type { Cascade, RunPlan } from './run-plan.ts';

/** What came of one ordinal, before it is committed. */
export type Outcome =
  | {
      readonly type: 'candidate';
      readonly proposal: Proposal;
      readonly normalHash: string;
      readonly evaluation: Evaluation;
      /** Spent by the proposer on variants, and on the screening. */
      readonly trials: number;
      readonly screening: number;
      readonly proposeSeconds: number;
      readonly evaluateSeconds: number;
    }
  | {
      readonly type: 'dropped';
      readonly reason: ProposalDropped['reason'];
      readonly detail: string;
      /** Where there was a program at all. */
      readonly normalHash?: string;
      readonly trials: number;
      readonly screening: number;
      readonly proposeSeconds: number;
    };

/** What is needed to turn a brief into an outcome. */
export interface CandidateContext {
  readonly plan: RunPlan;
  readonly proposer: Proposer;
  readonly brief: Brief;
  readonly rng: Rng;
  readonly signal: AbortSignal;
  /** Runs a proposal in a proposal slot. */
  readonly inProposalSlot: <T>(work: () => Promise<T>) => Promise<T>;
  /** Id of a committed program with this normal form. */
  readonly known: (normalHash: string) => string | undefined;
}

/** Proposes, drops what is known already, screens on the cheap cases and evaluates. */
export async function produceCandidate(context: CandidateContext): Promise<Outcome> {
  const { plan, signal } = context;
  const proposed = await propose(context);
  if (!('proposal' in proposed)) return proposed;
  const { proposal, trials, proposeSeconds } = proposed;
  const normalHash = plan.normalHash(proposal.source) ?? hashOf(proposal.source);
  const dropped = { type: 'dropped', normalHash, trials, proposeSeconds } as const;
  const twin = context.known(normalHash);
  if (twin !== undefined) return { ...dropped, reason: 'duplicate', detail: twin, screening: 0 };

  const startedAt = performance.now();
  const { verdict, screening } = await screen(context, proposal.source);
  if (verdict !== undefined) return { ...dropped, reason: 'screened', detail: verdict, screening };
  const evaluation = await plan.queue.submit({ source: proposal.source, split: 'train' }, signal);
  return {
    type: 'candidate',
    proposal,
    normalHash,
    evaluation,
    trials,
    screening,
    proposeSeconds,
    evaluateSeconds: (performance.now() - startedAt) / 1_000,
  };
}

type Proposed =
  | { readonly proposal: Proposal; readonly trials: number; readonly proposeSeconds: number }
  | Extract<Outcome, { type: 'dropped' }>;

async function propose(context: CandidateContext): Promise<Proposed> {
  const { plan, proposer, brief, rng, signal, inProposalSlot } = context;
  let trials = 0;
  // Async, so that a refusal reaches a proposer like any failed evaluation.
  const evaluate = async (source: Source): Promise<Evaluation> => {
    trials += 1;
    if (trials > proposer.maxEvaluations) {
      throw new PluginError(`proposer ${proposer.name} evaluates more than it announced`, {
        hint: `raise its maxEvaluations above ${proposer.maxEvaluations}`,
      });
    }
    return plan.queue.submit({ source, split: 'train' }, signal);
  };
  const startedAt = performance.now();
  const secondsSince = (): number => (performance.now() - startedAt) / 1_000;
  try {
    const proposal = await inProposalSlot(() => {
      signal.throwIfAborted();
      return proposer.propose(brief, { rng, signal, evaluate });
    });
    return { proposal, trials, proposeSeconds: secondsSince() };
  } catch (error) {
    if (!(error instanceof ProposalError || error instanceof ModelError)) throw error;
    const reason = error instanceof ProposalError ? 'nothing-to-offer' : 'failed';
    const proposeSeconds = secondsSince();
    return { type: 'dropped', reason, detail: error.message, trials, screening: 0, proposeSeconds };
  }
}

interface Screening {
  /** Why the candidate goes no further; undefined when it does. */
  readonly verdict: string | undefined;
  /** In full evaluations. */
  readonly screening: number;
}

const UNSCREENED: Screening = { verdict: undefined, screening: 0 };

/** Measures the cheap cases and compares them, pair by pair, with the parent's. */
async function screen(context: CandidateContext, source: Source): Promise<Screening> {
  const { plan, brief, signal } = context;
  const { cascade, trainCases, problem } = plan;
  const incumbent = brief.parent?.evaluation;
  if (cascade === undefined || cascade.cases >= trainCases) return UNSCREENED;
  if (incumbent?.status !== 'scored') return UNSCREENED;

  const cases = evenlySpaced(cascade.cases, trainCases);
  const screening = cases.length / trainCases;
  const trial = await plan.queue.submit({ source, split: 'train', cases }, signal);
  if (trial.status !== 'scored') {
    return { verdict: `${trial.status}: ${trial.reason}`, screening };
  }
  const sign = problem.objective.direction === 'maximize' ? 1 : -1;
  const before = cases.flatMap((index) => incumbent.cases.slice(index, index + 1));
  const shortfall = pairedShortfall(trial.cases, before, sign);
  return shortfall > cascade.threshold
    ? { verdict: `${shortfall.toFixed(1)} standard errors below its parent`, screening }
    : { verdict: undefined, screening };
}

/** `count` positions spread over [0, total). */
function evenlySpaced(count: Cascade['cases'], total: number): readonly number[] {
  return Array.from({ length: count }, (_, index) => Math.floor(((index + 0.5) * total) / count));
}

/** By how many standard errors of the mean difference `now` is worse than `before`; 0 when better. */
function pairedShortfall(
  now: readonly CaseResult[],
  before: readonly CaseResult[],
  sign: number,
): number {
  const losses = now.map(({ value }, index) => sign * ((before[index]?.value ?? value) - value));
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  if (mean <= 0) return 0;
  const squares = losses.reduce((sum, loss) => sum + (loss - mean) ** 2, 0);
  const standardError = Math.sqrt(squares / Math.max(1, losses.length - 1) / losses.length);
  return standardError === 0 ? Infinity : mean / standardError;
}
