import { ConfigError } from '../core/errors.ts';
import type { Spending } from '../core/model.ts';
import type { Proposer } from '../core/proposer.ts';
import type { RunConfig } from '../config/resolve-config.ts';

type Asking = Pick<Proposer, 'name' | 'model' | 'reserve'>;

/**
 * Notices about proposers whose first call the budgets for models never cover. Throws ConfigError when that is so for
 * all that ask models, for such a run would ask none.
 */
export function checkMeans(
  proposers: readonly Asking[],
  budget: RunConfig['budget'],
): readonly string[] {
  const asking = proposers.filter(({ model }) => model !== undefined);
  const beyond = asking.flatMap((one) => shortfallsOf(one, budget).slice(0, 1));
  if (beyond.length < asking.length) {
    return beyond.map((one) => `warning: ${sentenceOn(one)}, so that it is never asked`);
  }
  const [first] = beyond.toSorted((a, b) => a.needed - b.needed);
  if (first === undefined) return [];
  throw new ConfigError(`${sentenceOn(first)}, so that no model would be asked`, {
    hint: `raise budget.${first.key} to ${amountOf(first.key, first.needed)} or more, or lower what a call may cost: models.NAME.maxTokens, promptTokens in the options of the proposers`,
  });
}

interface Shortfall {
  readonly name: string;
  readonly key: keyof Spending;
  readonly limit: number;
  /** The most that one call may cost. */
  readonly needed: number;
}

const KEYS = ['usd', 'tokens', 'calls'] as const;

function shortfallsOf(
  { name, reserve }: Asking,
  budget: RunConfig['budget'],
): readonly Shortfall[] {
  return KEYS.flatMap((key) => {
    const [limit, needed] = [budget[key], reserve?.[key] ?? 0];
    return limit === undefined || needed <= limit ? [] : [{ name, key, limit, needed }];
  });
}

function sentenceOn({ name, key, limit, needed }: Shortfall): string {
  return `budget.${key} ${limit} does not cover one call of ${name}, which may take ${amountOf(key, needed)}`;
}

/** Rounded up, so that it is enough. */
function amountOf(key: keyof Spending, amount: number): string {
  return key === 'usd' ? (Math.ceil(amount * 100) / 100).toFixed(2) : String(Math.ceil(amount));
}
