// Tries to decide after the tick is over: answers with a promise.
export function createPolicy() {
  return { step: async (): Promise<number> => 1 };
}
