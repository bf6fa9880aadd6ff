interface Step {
  step(): number;
}

/** Rents an on-demand machine in the first zone and keeps it: safe, and the dearest sensible choice. */
export function createPolicy(): Step {
  return { step: () => 2 };
}
