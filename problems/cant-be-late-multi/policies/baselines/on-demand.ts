import type { Policy } from '../../policy.d.ts';

/** Rents an on-demand machine in the first zone and keeps it: safe, and the most expensive sensible choice. */
export function createPolicy(): Policy {
  return { step: () => 2 };
}
