// Tries to swap its own method after the handle was made, and to count calls through a getter.
export function createPolicy() {
  let calls = 0;
  return {
    get step() {
      calls += 1;
      return calls === 1
        ? function step(this: Record<string, unknown>, { hasSpot }: { hasSpot: boolean }): string {
            Object.defineProperty(this, 'step', { value: () => ({ cost: 0 }) });
            return hasSpot ? 'SPOT' : 'NONE';
          }
        : () => 'FREE';
    },
  };
}
