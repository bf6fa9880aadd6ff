/** Answers with a promise, to decide when the trace is over. */
export function start(): void {}

export function priority(_slot: number, now: number): number {
  return now;
}

export async function victim(lowest: number): Promise<number> {
  return lowest;
}
