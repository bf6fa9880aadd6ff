import type { Kinds } from '../core/kinds.ts';
import type { ProposerEntry } from './entry-schemas.ts';
import type { DeepReadonly } from './deep-readonly.ts';
import type { KeyComplaint } from './run-rules.ts';
import type { AskedConfig } from './run-schema.ts';

type Entry = DeepReadonly<ProposerEntry>;

/** The models that are used, and the proposers with the models of each. */
interface Resolved {
  readonly models: Readonly<Record<string, unknown>>;
  readonly proposers: readonly Entry[];
}

/** Whether the proposers of an entry ask models. */
export function asksModels({ name }: Pick<Entry, 'name'>, { proposers }: Kinds): boolean {
  return proposers.get(name)?.asks === 'model';
}

/** Whether a model that only the environment offers would have nothing to do. */
export function isUnasked(asked: AskedConfig, kinds: Kinds): boolean {
  const isConfigured = asked.model !== 'auto' || Object.keys(asked.models).length > 0;
  return !isConfigured && !hasAskers(asked, kinds);
}

/** Whether anything in a run file would ask a model for programs. */
export function hasAskers({ proposers, start }: AskedConfig, kinds: Kinds): boolean {
  if (start === 'signature' || proposers === undefined) return true;
  return proposers.some((entry) => asksModels(entry, kinds));
}

/** Models of the run file that would be configured and never asked for programs. */
export function unaskedModels(
  asked: AskedConfig,
  { models, proposers }: Resolved,
  kinds: Kinds,
): readonly KeyComplaint[] {
  const names = Object.keys(models).filter((name) => Object.hasOwn(asked.models, name));
  const list = names.map((name) => `"${name}"`).join(', ');
  if (names.length > 0 && !hasAskers(asked, kinds)) {
    const askers = [...kinds.proposers].flatMap(([name, { asks }]) =>
      asks === undefined ? [] : [name],
    );
    const message = `none of them asks a model, so ${list} would never be asked; add ${askers.slice(0, 3).join(', ')} or leave out "proposers"; or say "model: none"`;
    return [{ path: ['proposers'], message }];
  }
  if (asked.start === 'signature') return [];
  const { insights, paradigm } = asked.advice;
  const advising = [insights, paradigm].flatMap((one) =>
    typeof one === 'object' ? [one.model] : [],
  );
  const used = new Set([...proposers.flatMap((entry) => entry.models ?? []), ...advising]);
  return names
    .filter((name) => !used.has(name))
    .map((name) => ({
      path: ['models', name],
      message: `no proposer asks this model: name it in the "models" of a proposer, or leave it out`,
    }));
}
