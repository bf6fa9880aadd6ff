// Tries to get the work done for nothing: it never rents a machine and leaves all to the safety net.
export function createPolicy() {
  return { step: (): number => 0 };
}
