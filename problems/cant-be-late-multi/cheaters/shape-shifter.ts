// Tries to pass a check as one value and to be used as another: an object whose value changes.
export function createPolicy() {
  return {
    step(): unknown {
      let reads = 0;
      const next = (): number => (reads++ === 0 ? 1 : -1);
      return { toString: next, valueOf: next, [Symbol.toPrimitive]: next };
    },
  };
}
