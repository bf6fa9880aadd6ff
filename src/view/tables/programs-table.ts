import { createProgramRows, type ProgramRow } from '../program-rows.ts';
import { programText } from '../program-text.ts';
import { sourceIn } from '../stored-texts.ts';
import type { RunTable, TableColumn, TableRow, TableSource } from './run-table.ts';

const COLUMNS: readonly TableColumn[] = [
  { name: 'run', type: 'text' },
  { name: 'id', type: 'text' },
  { name: 'ordinal', type: 'integer' },
  { name: 'parents', type: 'json' },
  { name: 'island', type: 'integer' },
  { name: 'proposer', type: 'text' },
  { name: 'model', type: 'text' },
  { name: 'idea', type: 'text' },
  { name: 'status', type: 'text' },
  { name: 'reason', type: 'text' },
  { name: 'fitness', type: 'number' },
  { name: 'standard_error', type: 'number' },
  { name: 'train', type: 'number' },
  { name: 'validation', type: 'number' },
  { name: 'test', type: 'number' },
  { name: 'metrics', type: 'json' },
  { name: 'recorded_at', type: 'time' },
  { name: 'elapsed_seconds', type: 'number' },
  { name: 'propose_seconds', type: 'number' },
  { name: 'evaluate_seconds', type: 'number' },
  { name: 'calls', type: 'integer' },
  { name: 'tokens', type: 'integer' },
  { name: 'usd', type: 'number' },
  { name: 'source_hash', type: 'text' },
];

const SOURCE: TableColumn = { name: 'source', type: 'text' };

/** A row a program. Memory grows with programs by some hundred bytes: results come after them in the log. */
export function programsTable({ sources }: { readonly sources: boolean }): RunTable {
  return {
    name: 'programs',
    columns: sources ? [...COLUMNS, SOURCE] : COLUMNS,
    async *rows(run) {
      const programs = createProgramRows();
      for await (const logged of run.events()) programs.add(logged);
      for (const row of programs.rows(run.fold)) {
        const cells = cellsOf(row, run);
        yield sources ? { ...cells, source: sourceOf(row, run) } : cells;
      }
    },
  };
}

function cellsOf(row: ProgramRow, { id: run, fold }: TableSource): TableRow {
  const known = fold.program(row.id);
  return {
    run,
    id: row.id,
    ordinal: row.ordinal,
    parents: row.parents,
    island: row.island,
    proposer: row.proposer,
    model: row.model,
    idea: row.idea,
    status: row.status,
    reason: row.reason,
    fitness: row.fitness,
    standard_error: row.fitness === null ? null : (known?.standardError ?? null),
    train: row.train,
    validation: row.validation,
    test: row.test,
    metrics: row.fitness === null ? {} : (known?.metrics ?? {}),
    recorded_at: row.at,
    elapsed_seconds: row.elapsedSeconds,
    propose_seconds: row.proposeSeconds,
    evaluate_seconds: row.evaluateSeconds,
    calls: row.calls,
    tokens: row.tokens,
    usd: row.usd,
    source_hash: row.sourceHash,
  };
}

function sourceOf({ sourceHash }: ProgramRow, { blob }: TableSource): string | null {
  const source = sourceIn(blob(sourceHash));
  return source === undefined ? null : programText(source);
}
