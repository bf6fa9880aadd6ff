interface Step {
  step(): 'OD';
}

/** Rents an on-demand machine and keeps it: safe, and the dearest sensible choice. */
export function createPolicy(): Step {
  return { step: () => 'OD' };
}
