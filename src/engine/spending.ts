import type { Spending } from '../core/model.ts';

export const NO_SPENDING: Spending = { calls: 0, tokens: 0, usd: 0 };

/** Limits on the spending of a run on models; one that is left out does not limit. */
export type SpendingLimits = { readonly [K in keyof Spending]?: Spending[K] | undefined };

/** The sum, or with `factor` -1 the difference. */
export function addSpending(a: Spending, b: Spending, factor = 1): Spending {
  return {
    calls: a.calls + factor * b.calls,
    tokens: a.tokens + factor * b.tokens,
    usd: a.usd + factor * b.usd,
  };
}

/** The part of `a` beyond `b`, none of it negative. */
export function excessOf(a: Spending, b: Spending): Spending {
  return {
    calls: Math.max(0, a.calls - b.calls),
    tokens: Math.max(0, a.tokens - b.tokens),
    usd: Math.max(0, a.usd - b.usd),
  };
}

/** Rounding of a sum of prices, as a share. */
const ROUNDING = 1e-9;

/** Whether a call was billed more than it could be at worst. */
export function isBeyond(spent: Spending, worst: Spending): boolean {
  return spent.tokens > worst.tokens || spent.usd > worst.usd * (1 + ROUNDING);
}

/** Whether `spending` stays within every limit. */
export function isWithin(spending: Spending, limits: SpendingLimits): boolean {
  return (
    spending.calls <= (limits.calls ?? Infinity) &&
    spending.tokens <= (limits.tokens ?? Infinity) &&
    spending.usd <= (limits.usd ?? Infinity)
  );
}
