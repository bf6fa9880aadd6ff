import type { Evaluation } from 'adrs-lab';
import type { AttackedProblem } from './attack-problems.ts';
import type { AttackRow, Outcome } from './attack-row.ts';
import type { WorkersSeen } from './worker-watch.ts';

/** Of the isolate: small, so that hungry rows are quick. */
export const MEMORY_MB = 64;
/** The worker's own cap: the isolate's and 300 MB for the engine. */
const RESIDENT_CAP_MB = MEMORY_MB + 300;
/** Memory that a worker may reach between two checks of its watchdog. */
const HIGHEST_MB = 1024;
/** Two that run, one spare, and one that replays decisions. */
export const MAX_WORKERS = 4;
/** Pipes and sockets of four workers, and some of the test runner's own. */
const MORE_DESCRIPTORS = 24;
const MAX_MESSAGE_BYTES = 2048;
/** Time beyond the budget that a verdict may take on a quiet machine. */
const OVERHEAD_MS = 700;
/** A builtin without end is ended with its worker, and the job begins again in another one. */
const SECOND_WORKER_MS = 1000;
const ROUNDING = 1e-9;

/** One attack and what was seen around it. */
export interface Attempt {
  readonly row: AttackRow;
  readonly evaluation: Evaluation;
  /** The same policy again, with its decisions recorded and replayed; only where it was measured. */
  readonly again?: Evaluation | undefined;
  readonly timeoutMs: number;
  readonly wallMs: number;
  /** Factor of a busy machine on the time that the pool adds to the budget; 1 when it is idle. */
  readonly busyness: number;
  readonly before: WorkersSeen;
  readonly after: WorkersSeen;
  /** Resident memory of the largest worker at any look meanwhile, in MB. */
  readonly highestMb: number;
  /** The known-good policy during the attack, and after it. */
  readonly beside: Evaluation;
  readonly next: Evaluation;
}

/** Everything that is wrong with an attempt: the row's own expectation, then I1 to I6. */
export function complaintsAbout(attempt: Attempt, problem: AttackedProblem): string[] {
  return [
    ...verdictComplaints(attempt, problem),
    ...timeComplaints(attempt),
    ...goldenComplaints('I2: the next candidate', attempt.next, problem),
    ...systemComplaints(attempt),
    ...[attempt.evaluation, attempt.again].flatMap(messageComplaints),
    ...goldenComplaints('I6: the candidate next to it', attempt.beside, problem),
  ];
}

/** The limit of a row's evaluation: the less it needs, the sooner the suite is done. */
export function timeoutOf(row: AttackRow, problem: AttackedProblem): number {
  const stuck = expectedOf(row, problem).filter((outcome) => SLOW.has(outcome));
  if (stuck.length === 0) return 5000;
  return expectedOf(row, problem).every((outcome) => outcome === 'timed-out') ? 500 : 1000;
}

const SLOW: ReadonlySet<Outcome> = new Set(['timed-out', 'out-of-memory']);

function outcomeOf(evaluation: Evaluation): Outcome {
  if (evaluation.status === 'rejected') return evaluation.reason;
  return evaluation.status === 'scored' ? 'contained' : 'quarantined';
}

function expectedOf(row: AttackRow, { name }: AttackedProblem): readonly Outcome[] {
  return (name === 'bin-packing' ? row.inPacking : undefined) ?? row.outcome;
}

function verdictComplaints(
  { row, evaluation, again }: Attempt,
  problem: AttackedProblem,
): string[] {
  const expected = expectedOf(row, problem);
  const outcome = outcomeOf(evaluation);
  if (!expected.includes(outcome)) {
    return [`ended as ${outcome}, not ${expected.join(' or ')}: ${JSON.stringify(evaluation)}`];
  }
  if (evaluation.status !== 'scored') return [];
  const complaints: string[] = [];
  const { fitness, cost } = evaluation;
  if (fitness > problem.bestFitness + ROUNDING) complaints.push(`beats the bound: ${fitness}`);
  if (row.acts !== undefined) {
    const values = valuesOf(evaluation);
    const honest = problem.constant[row.acts].join();
    if (values.join() !== honest) complaints.push(`scored ${values.join()}, not ${honest}`);
  }
  const failed = evaluation.cases.filter(({ valid }) => !valid);
  if (failed.length > 0 !== (row.failsSomewhere ?? false)) complaints.push('failed elsewhere');
  if (failed.some(({ value }) => !problem.worst.includes(value))) complaints.push('failed cheaply');
  if (cost.cpuSeconds <= (row.minCpuSeconds ?? 0)) complaints.push('was not charged');
  if (again?.status !== 'scored' || again.fitness !== fitness) {
    complaints.push(`measured again, with an audit: ${JSON.stringify(again)}`);
  }
  return complaints;
}

function timeComplaints({ wallMs, timeoutMs, busyness, evaluation }: Attempt): string[] {
  const second = evaluation.status === 'rejected' ? SECOND_WORKER_MS : 0;
  const limit = timeoutMs + (OVERHEAD_MS + second) * busyness;
  return wallMs <= limit ? [] : [`I1: a verdict after ${wallMs} ms, later than ${limit} ms`];
}

function goldenComplaints(who: string, evaluation: Evaluation, problem: AttackedProblem): string[] {
  const values = valuesOf(evaluation).join();
  const golden = problem.golden.join();
  return values === golden ? [] : [`${who} scored ${values}, not ${golden}`];
}

function systemComplaints({ before, after, highestMb }: Attempt): string[] {
  const complaints: string[] = [];
  if (after.writtenBytes > 0 || after.writableFiles.length > 0) {
    complaints.push(`I3: wrote ${after.writtenBytes} bytes, files ${after.writableFiles.join()}`);
  }
  if (after.workers > MAX_WORKERS) complaints.push(`I3: ${after.workers} workers are left`);
  if (after.descriptors > before.descriptors + MORE_DESCRIPTORS) {
    complaints.push(`I3: ${before.descriptors} descriptors became ${after.descriptors}`);
  }
  if (after.largestMb > RESIDENT_CAP_MB) {
    complaints.push(`I4: a worker still holds ${Math.round(after.largestMb)} MB`);
  }
  if (highestMb > HIGHEST_MB) {
    complaints.push(`I4: a worker reached ${Math.round(highestMb)} MB`);
  }
  return complaints;
}

/** Line ends are allowed; marks that reorder what is displayed are not. */
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

/** I5, for every text that a candidate could have put something into. */
export function messageComplaints(evaluation: Evaluation | undefined): string[] {
  return textsOf(evaluation).flatMap((text) => {
    if (typeof text !== 'string') return [`I5: a message is a ${typeof text}`];
    const bytes = Buffer.byteLength(text);
    if (bytes > MAX_MESSAGE_BYTES) return [`I5: a message of ${bytes} bytes`];
    return CONTROL.test(text) ? [`I5: control characters in ${JSON.stringify(text)}`] : [];
  });
}

function textsOf(evaluation: Evaluation | undefined): readonly unknown[] {
  if (evaluation === undefined) return [];
  if (evaluation.status === 'rejected') return [evaluation.feedback];
  if (evaluation.status === 'quarantined') {
    const evidence = Object.values(evaluation.evidence).filter((one) => typeof one !== 'number');
    return [evaluation.reason, ...evidence];
  }
  const notes = evaluation.cases.flatMap(({ note }) => (note === undefined ? [] : [note]));
  return [evaluation.feedback, ...notes];
}

function valuesOf(evaluation: Evaluation): readonly number[] {
  return evaluation.status === 'scored' ? evaluation.cases.map(({ value }) => value) : [];
}
