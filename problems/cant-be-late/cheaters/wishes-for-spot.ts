// Tries to run on spot machines that are not there: asks for one at every tick.
export function createPolicy() {
  return { step: (): string => 'SPOT' };
}
