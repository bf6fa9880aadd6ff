const WINDOW_MS = 60_000;

interface MinuteWindowOptions {
  /** At most this many requests start within any minute. */
  readonly requests: number;
  /** At most this many tokens are spent by the requests of any minute. */
  readonly tokens: number;
}

/** A request within the last minute. */
export interface WindowEntry {
  readonly startedMs: number;
  tokens: number;
}

/** The requests within the last minute: an exact sliding log, oldest first. */
export interface MinuteWindow {
  /** Milliseconds until a request of `tokens` fits; 0 when it fits. */
  delayMs(tokens: number, nowMs: number): number;
  /** Counts a request that starts. */
  take(tokens: number, nowMs: number): WindowEntry;
  /** Replaces the estimate of a request by its actual tokens. */
  correct(entry: WindowEntry, tokens: number): void;
}

/** A request larger than the limit of tokens fits when nothing else is in the window. */
export function createMinuteWindow({ requests, tokens: limit }: MinuteWindowOptions): MinuteWindow {
  const entries: WindowEntry[] = [];
  let total = 0;

  const forget = (nowMs: number): void => {
    const kept = entries.findIndex(({ startedMs }) => startedMs > nowMs - WINDOW_MS);
    const gone = entries.splice(0, kept === -1 ? entries.length : kept);
    for (const { tokens } of gone) total -= tokens;
  };

  return {
    delayMs(tokens, nowMs) {
      forget(nowMs);
      let overRequests = entries.length + 1 - requests;
      let overTokens = total + Math.min(tokens, limit) - limit;
      if (overRequests <= 0 && overTokens <= 0) return 0;
      for (const entry of entries) {
        overRequests -= 1;
        overTokens -= entry.tokens;
        if (overRequests <= 0 && overTokens <= 0) return entry.startedMs + WINDOW_MS - nowMs;
      }
      return WINDOW_MS;
    },
    take(tokens, nowMs) {
      const entry = { startedMs: nowMs, tokens };
      entries.push(entry);
      total += tokens;
      return entry;
    },
    correct(entry, tokens) {
      if (entries.includes(entry)) total += tokens - entry.tokens;
      entry.tokens = tokens;
    },
  };
}
