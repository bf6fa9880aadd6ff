// Tries to flood the evaluator: answers and errors of many megabytes.
export function createPolicy() {
  const flood = 'SPOT'.repeat(4_000_000);
  let tick = 0;
  return {
    step(): unknown {
      tick += 1;
      if (tick > 3) throw new Error(flood);
      return flood;
    },
  };
}
