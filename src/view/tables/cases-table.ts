import type { LoggedEvent } from '../../core/store.ts';
import type { CaseResult, Evaluation } from '../../core/program.ts';
import { evaluationIn } from '../stored-texts.ts';
import type { RunTable, TableRow, TableSource } from './run-table.ts';

/** A row a case that a policy was measured on, in the order of the log. */
export const casesTable: RunTable = {
  name: 'cases',
  columns: [
    { name: 'run', type: 'text' },
    { name: 'event', type: 'integer' },
    { name: 'policy', type: 'text' },
    { name: 'split', type: 'text' },
    { name: 'case_id', type: 'text' },
    { name: 'case_group', type: 'text' },
    { name: 'value', type: 'number' },
    { name: 'bound', type: 'number' },
    { name: 'valid', type: 'boolean' },
    { name: 'repeats', type: 'json' },
    { name: 'note', type: 'text' },
  ],
  async *rows(run) {
    for await (const logged of run.events()) {
      const result = resultIn(logged, run);
      if (result !== undefined) yield* rowsOf(result, logged, run);
    }
  },
};

interface Result {
  readonly policy: string;
  readonly split: string;
  readonly evaluation: Evaluation | undefined;
}

function resultIn({ event }: LoggedEvent, { blob }: TableSource): Result | undefined {
  if (event.type === 'program-added' || event.type === 'program-remeasured') {
    if (event.fitness === null) return undefined;
    const evaluation = evaluationIn(blob(event.evaluationHash));
    return { policy: event.id, split: 'train', evaluation };
  }
  if (event.type === 'baseline-measured') {
    return { policy: event.name, split: event.split, evaluation: event.evaluation };
  }
  if (event.type !== 'program-validated' && event.type !== 'test-measured') return undefined;
  const split = event.type === 'test-measured' ? 'test' : 'validation';
  return { policy: event.id, split, evaluation: event.evaluation };
}

function* rowsOf(
  { policy, split, evaluation }: Result,
  { sequence: event }: LoggedEvent,
  { id: run }: TableSource,
): Iterable<TableRow> {
  if (evaluation?.status !== 'scored') return;
  for (const result of evaluation.cases) yield { run, event, policy, split, ...cellsOf(result) };
}

function cellsOf({ id, group, value, bound, valid, repeats, note }: CaseResult): TableRow {
  return {
    case_id: id,
    case_group: group ?? null,
    value,
    bound: bound ?? null,
    valid,
    repeats: repeats ?? null,
    note: note ?? null,
  };
}
