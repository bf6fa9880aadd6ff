import { measureAudited, type Submit } from '../engine/audit.ts';
import type { RunPlan } from '../engine/run-plan.ts';
import { StoreError } from '../core/errors.ts';
import type { RunEvent } from '../core/events.ts';
import { canonicalJson } from '../core/json.ts';
import type { Evaluation, Source } from '../core/program.ts';
import type { RunFold } from '../view/run-fold.ts';
import { evaluationIn, sourceIn } from '../view/stored-texts.ts';

/** A result of the log, and what the same policy measures now. */
export interface MeasuredAgain {
  /** A program's id, `seed:NAME`, `baseline:NAME`, or `exported ID` for the tidy text of the best program. */
  readonly name: string;
  readonly split: string;
  /** Whether every case has the same result, to the last bit. */
  readonly isSame: boolean;
  readonly logged: Evaluation;
  readonly measured: Evaluation;
}

/** The results of a log by policy and split, as far as they stand in its events. */
export interface ResultLog {
  add(event: RunEvent): void;
  /** The result of a policy on a split; the last one counts. */
  of(name: string): readonly (readonly [split: string, evaluation: Evaluation])[];
}

/** An empty one. `blob` finds a text under its hash. */
export function createResultLog(blob: (hash: string) => string | undefined): ResultLog {
  const results = new Map<string, Map<string, () => Evaluation | undefined>>();
  const note = (name: string, split: string, result: () => Evaluation | undefined): void => {
    results.set(name, (results.get(name) ?? new Map<string, typeof result>()).set(split, result));
  };
  return {
    add(event) {
      if (event.type === 'baseline-measured') note(event.name, event.split, () => event.evaluation);
      if (event.type === 'program-validated') note(event.id, 'validation', () => event.evaluation);
      if (event.type === 'test-measured') note(event.id, 'test', () => event.evaluation);
      if (event.type === 'program-added') {
        const { id, evaluationHash } = event;
        note(id, 'train', () => evaluationIn(blob(evaluationHash)));
      }
      if (event.type !== 'best-exported') return;
      note(exportedName(event.id), 'train', () => event.train);
      note(exportedName(event.id), 'validation', () => event.validation);
    },
    of: (name) =>
      [...(results.get(name) ?? [])].flatMap(([split, result]) => {
        const evaluation = result();
        return evaluation === undefined ? [] : [[split, evaluation] as const];
      }),
  };
}

function exportedName(id: string): string {
  return `exported ${id}`;
}

interface Measuring {
  readonly plan: RunPlan;
  readonly fold: RunFold;
  readonly results: ResultLog;
  readonly signal: AbortSignal;
}

/**
 * Measures the references, the best program, its export and the finalists once more, on every split that the log has a
 * result of. Programs are audited, too. Throws StoreError when the log lacks the text of one.
 */
export async function* measureAgain(measuring: Measuring): AsyncGenerator<MeasuredAgain> {
  const { plan, results, signal } = measuring;
  const submit: Submit = (job) => plan.queue.submit(job, signal);
  for (const { name, source, isReference } of policiesOf(measuring)) {
    for (const [split, logged] of results.of(name)) {
      const job = { source, split };
      const measured = await (isReference ? submit(job) : measureAudited(job, submit));
      yield { name, split, isSame: isSame(logged, measured), logged, measured };
    }
  }
}

interface Policy {
  readonly name: string;
  readonly source: Source;
  readonly isReference: boolean;
}

function policiesOf({ plan, fold }: Measuring): readonly Policy[] {
  const { best, finalists } = fold.view();
  const exported = fold.exported();
  const textOf = (name: string, hash = ''): Policy => {
    const source = sourceIn(plan.store.blob(hash));
    if (source !== undefined) return { name, source, isReference: false };
    throw new StoreError(`the log does not hold the text of ${name}`);
  };
  const ids = new Set([...finalists.map(({ name }) => name), ...(best === null ? [] : [best.id])]);
  return [
    ...plan.seeds.map(({ name, source }) => ({ name: `seed:${name}`, source, isReference: true })),
    ...plan.baselines.map(({ name, source }) => {
      return { name: `baseline:${name}`, source, isReference: true };
    }),
    ...[...ids].map((id) => textOf(id, fold.sourceHash(id))),
    ...(exported === undefined ? [] : [textOf(exportedName(exported.id), exported.exportedHash)]),
  ];
}

/** Of a policy without a score, the words about it may differ, such as times. */
function isSame(logged: Evaluation, measured: Evaluation): boolean {
  if (logged.status === 'scored' && measured.status === 'scored') {
    return canonicalJson(resultOf(logged)) === canonicalJson(resultOf(measured));
  }
  return logged.status === measured.status && reasonOf(logged) === reasonOf(measured);
}

function resultOf({ fitness, standardError, metrics, cases }: Scored): object {
  return { fitness, standardError, metrics, cases };
}

type Scored = Extract<Evaluation, { status: 'scored' }>;

function reasonOf(evaluation: Evaluation): string {
  return evaluation.status === 'scored' ? '' : evaluation.reason;
}
