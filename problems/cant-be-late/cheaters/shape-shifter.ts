// Tries to pass a check as one value and to be used as another: objects with toString, valueOf and
// Symbol.toPrimitive that change at each reading.
export function createPolicy() {
  return {
    step(): unknown {
      let reads = 0;
      const next = (): string => (reads++ === 0 ? 'SPOT' : 'FREE');
      return { toString: next, valueOf: next, [Symbol.toPrimitive]: next };
    },
  };
}
