import type { WireJob } from '../protocol.ts';
import type { Stop, WatchReport } from './watchdog.ts';

/** What ended an attempt, and how. */
export interface ClockEnd {
  readonly job: WireJob;
  readonly stop: Exclude<Stop, 'uncounted'>;
  readonly report: WatchReport;
  /** Ids of the cases. */
  readonly ids: readonly string[];
  /** Whether a builtin ran on although it was told to stop. */
  readonly isNative: boolean;
}

/** Feedback on a policy that a clock ended: what it used of what was allowed, and how far it came. */
export function clockFeedback(end: ClockEnd): string {
  const { job, stop, report, ids, isNative } = end;
  const { caseCpuSeconds, wallMs } = job.allowance;
  const { position, done, slowest, caseSeconds, cpuSeconds } = report;
  const where = position === null ? 'loading the policy' : `case ${nameOf(position, ids)}`;
  const used =
    stop === 'cpu'
      ? `${where} used ${seconds(caseSeconds)} s of processor time, more than the ${seconds(caseCpuSeconds)} s of a case`
      : `the time limit was reached: ${seconds(wallMs / 1000)} s on the clock for all cases, in ${where}, after ${seconds(cpuSeconds)} s of processor time`;
  return [
    used,
    ...(isNative ? ['in a native loop: a builtin that does not return'] : []),
    `${done} of ${job.caseCount} cases were done before it`,
    ...(slowest === undefined
      ? []
      : [
          `the slowest of them was ${nameOf(slowest.position, ids)} with ${seconds(slowest.seconds)} s`,
        ]),
  ].join('; ');
}

/**
 * The message when the simulation, not the policy, took the time: policy code was never seen at work in the running
 * case. Undefined when the policy may be to blame.
 */
export function simulationFault({
  report,
  ids,
}: Pick<ClockEnd, 'report' | 'ids'>): string | undefined {
  const { position, policyShare, caseSeconds } = report;
  if (position === null || policyShare === null || policyShare > 0) return undefined;
  return (
    `case ${nameOf(position, ids)} took ${seconds(caseSeconds)} s of processor time, and no code of the policy ran in it: ` +
    'the simulation does not end; let it count its events (countEvent)'
  );
}

function nameOf(position: number, ids: readonly string[]): string {
  return ids[position] ?? String(position);
}

function seconds(value: number): string {
  return String(Number(value.toPrecision(3)));
}
