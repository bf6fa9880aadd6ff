import type { CallSettled } from '../core/events.ts';
import type { CallStatistics, UsageTotals } from './models-view.ts';

/** Statistics of no calls. */
export const NO_CALLS: CallStatistics = {
  calls: 0,
  answered: 0,
  recalled: 0,
  failed: 0,
  lost: 0,
  tokens: 0,
  usd: 0,
  uncertainUsd: 0,
  recalledUsd: 0,
  seconds: 0,
  usage: null,
};

/** With one more call. */
export function withCall(
  before: CallStatistics,
  { outcome, spent, seconds, usage }: Pick<CallSettled, 'outcome' | 'spent' | 'seconds' | 'usage'>,
): CallStatistics {
  const hasReply = outcome === 'answered' || outcome === 'recalled';
  return {
    ...before,
    calls: before.calls + 1,
    [outcome]: before[outcome] + 1,
    tokens: before.tokens + spent.tokens,
    usd: before.usd + spent.usd,
    uncertainUsd: before.uncertainUsd + (hasReply ? 0 : spent.usd),
    recalledUsd: before.recalledUsd + (outcome === 'recalled' ? spent.usd : 0),
    seconds: before.seconds + (hasReply ? seconds : 0),
    usage: usage === undefined ? before.usage : withUsage(before.usage, usage),
  };
}

/** The calls of both. */
export function sumOfCalls(a: CallStatistics, b: CallStatistics): CallStatistics {
  return {
    calls: a.calls + b.calls,
    answered: a.answered + b.answered,
    recalled: a.recalled + b.recalled,
    failed: a.failed + b.failed,
    lost: a.lost + b.lost,
    tokens: a.tokens + b.tokens,
    usd: a.usd + b.usd,
    uncertainUsd: a.uncertainUsd + b.uncertainUsd,
    recalledUsd: a.recalledUsd + b.recalledUsd,
    seconds: a.seconds + b.seconds,
    usage: b.usage === null ? a.usage : withUsage(a.usage, b.usage),
  };
}

function withUsage(before: UsageTotals | null, usage: UsageTotals): UsageTotals {
  return {
    input: (before?.input ?? 0) + usage.input,
    cachedInput: (before?.cachedInput ?? 0) + usage.cachedInput,
    output: (before?.output ?? 0) + usage.output,
    reasoning: (before?.reasoning ?? 0) + usage.reasoning,
  };
}
