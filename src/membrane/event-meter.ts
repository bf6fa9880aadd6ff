/** The remaining allowance of a case: policy calls and simulated events. */
export interface EventMeter {
  /** Remaining allowance; below zero the case is over. */
  left: number;
  /** Simulated events counted so far, policy calls not among them. */
  ticks: number;
  /** Ends the case by throwing. */
  readonly stop: () => never;
}

let active: EventMeter | undefined;

/**
 * Counts one simulated event of the running case, so that a simulation that never ends becomes a
 * verdict on the policy. Event queues call it; outside an evaluation it does nothing.
 */
export function countEvent(): void {
  if (active === undefined) return;
  active.ticks += 1;
  active.left -= 1;
  if (active.left < 0) active.stop();
}

/** Makes `countEvent` count on `meter`; undefined switches it off. */
export function meterEvents(meter: EventMeter | undefined): void {
  active = meter;
}
