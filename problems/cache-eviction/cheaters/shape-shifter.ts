/** Answers with an object that turns into another number at each reading. */
export function start(): void {}

export function priority(_slot: number, now: number): unknown {
  let reading = now;
  return { valueOf: () => (reading += 1) };
}

export function victim(lowest: number): number {
  return lowest;
}
