import { StoreError } from '../core/errors.ts';
import type { ProgramAdded, ProgramRemeasured } from '../core/events.ts';

/** The engine's record of a program; its texts stay in the store. */
export interface ProgramRecord {
  readonly ordinal: number;
  readonly island: number;
  readonly parents: readonly string[];
  readonly proposer: string;
  readonly sourceHash: string;
  readonly evaluationHash: string;
  readonly fitness: number | null;
  readonly note: string;
  /** The reason why it has no fitness. */
  readonly reason: string | undefined;
  /** Number of tells to the search before it. */
  readonly tellsBefore: number;
}

/** The programs of a run, by id and by normal form. */
export interface ProgramRecords {
  record(id: string): ProgramRecord | undefined;
  /** The same. Throws StoreError when the log does not hold it. */
  demand(id: string): ProgramRecord;
  /** Id of the program with this normal form, if there is one whose verdict no clock made. */
  known(normalHash: string): string | undefined;
  /** Programs without parents, oldest first. A scan. */
  founders(): readonly string[];
  add(event: ProgramAdded, tellsBefore: number): void;
  remeasure(event: ProgramRemeasured): void;
  /** Programs on which the evaluator failed may be proposed again. A scan. */
  forgetFaults(): void;
}

/** No programs. */
export function createProgramRecords(): ProgramRecords {
  const records = new Map<string, ProgramRecord>();
  const normalForms = new Map<string, string>();
  const demand = (id: string): ProgramRecord => {
    const record = records.get(id);
    if (record !== undefined) return record;
    throw new StoreError(`the log does not hold program ${id}`);
  };
  return {
    record: (id) => records.get(id),
    demand,
    known: (normalHash) => normalForms.get(normalHash),
    founders: () => [...records].flatMap(([id, { parents }]) => (parents.length === 0 ? [id] : [])),
    add(event, tellsBefore) {
      records.set(event.id, recordOf(event, tellsBefore));
      if (event.byClock !== true) normalForms.set(event.normalHash, event.id);
    },
    remeasure({ id, evaluationHash, fitness, reason }) {
      records.set(id, { ...demand(id), evaluationHash, fitness, reason });
    },
    forgetFaults() {
      for (const [hash, id] of normalForms) {
        if (records.get(id)?.reason === 'evaluator-fault') normalForms.delete(hash);
      }
    },
  };
}

function recordOf(event: ProgramAdded, tellsBefore: number): ProgramRecord {
  const { ordinal, island, parents, proposer, sourceHash, evaluationHash } = event;
  const { fitness, note, reason } = event;
  const texts = { sourceHash, evaluationHash, note, reason };
  return { ordinal, island, parents, proposer, ...texts, fitness, tellsBefore };
}
