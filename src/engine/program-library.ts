import { StoreError } from '../core/errors.ts';
import type { Store } from '../core/store.ts';
import type { Completion } from '../core/model.ts';
import type { Evaluation, Program, Source } from '../core/program.ts';
import type { RunState } from './run-state.ts';

/** Programs in use are kept unpacked; the others are read from the store when needed. */
const MAX_CACHED = 512;

/** Whole programs by id, from the store's texts. */
export interface ProgramLibrary {
  /** Throws StoreError when the log does not hold the program. */
  get(id: string): Program;
  /** Remembers a text that is on its way to the store. */
  put(hash: string, text: string): void;
}

/** Reads programs from `store`, keeping the most recently used ones. */
export function createProgramLibrary(store: Store, state: RunState): ProgramLibrary {
  const programs = createRecent<Kept>(MAX_CACHED);
  const texts = createRecent<string>(MAX_CACHED);
  const textOf = (hash: string): string => {
    const text = texts.get(hash) ?? store.blob(hash);
    if (text !== undefined) return text;
    throw missingText(hash);
  };
  return {
    get(id) {
      const record = state.record(id);
      if (record === undefined) throw new StoreError(`the log does not hold program ${id}`);
      const { ordinal, island, parents, proposer, evaluationHash } = record;
      const known = programs.get(id);
      if (known?.evaluationHash === evaluationHash) return known.program;
      const program: Program = {
        id,
        ordinal,
        island,
        parents,
        proposer,
        source: parseSource(textOf(record.sourceHash)),
        evaluation: parseEvaluation(textOf(evaluationHash)),
      };
      programs.set(id, { evaluationHash, program });
      return program;
    },
    put: (hash, text) => texts.set(hash, text),
  };
}

/** A model's reply from the store. Throws StoreError when it is not there. */
export function readCompletion(store: Pick<Store, 'blob'>, hash: string): Completion {
  const text = store.blob(hash);
  if (text === undefined) throw missingText(hash);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- content-addressed, see below
  return JSON.parse(text) as Completion;
}

/** A program with the results it had: it may be measured again. */
interface Kept {
  readonly evaluationHash: string;
  readonly program: Program;
}

function missingText(hash: string): StoreError {
  return new StoreError(`the log refers to a text it does not hold: ${hash}`, {
    hint: 'the run database was changed from outside; restore it from a copy',
  });
}

/** The texts were written by this program and are found by their digest, so their shape is known. */
function parseSource(text: string): Source {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- content-addressed, see above
  return JSON.parse(text) as Source;
}

function parseEvaluation(text: string): Evaluation {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- content-addressed, see above
  return JSON.parse(text) as Evaluation;
}

interface Recent<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
}

/** A map that forgets what was used least recently; a Map keeps insertion order. */
function createRecent<T>(limit: number): Recent<T> {
  const entries = new Map<string, T>();
  return {
    get(key) {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    set(key, value) {
      entries.delete(key);
      entries.set(key, value);
      if (entries.size <= limit) return;
      const [oldest] = entries.keys();
      if (oldest !== undefined) entries.delete(oldest);
    },
  };
}
