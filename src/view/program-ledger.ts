import type { ProgramAdded, ProgramRemeasured } from '../core/events.ts';
import type { LineageStep } from './run-view.ts';
import { valueOfSplit, type ObjectiveFacts, type SplitScore } from './split-score.ts';

/** Characters of a program's note that are kept; a model writes it. */
const NOTE_CHARACTERS = 500;

/** A report's record of a program. */
export interface LedgerEntry extends LineageStep {
  readonly island: number;
  readonly standardError: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly cases: number;
  readonly evaluationHash: string;
}

/** The programs of a run, and which one is the best. */
export interface ProgramLedger {
  /**
   * `isRecord`: the program has the best train fitness so far, and raised it by `gained`, which is 0 for
   * the first.
   */
  add(
    event: ProgramAdded,
    foundAfter: number,
  ): { readonly entry: LedgerEntry; readonly isRecord: boolean; readonly gained: number };
  /** Records a validation result, the last one counts; one without a score bars the program from being the best. */
  validate(id: string, score: SplitScore): void;
  /** Bars a program from being the best. */
  bar(id: string): void;
  /** Forgets every result: they are those of another problem. A scan. */
  forgetResults(): void;
  /** Records the result of a program that was measured again; undefined for one that is not known. */
  remeasure(event: ProgramRemeasured): LedgerEntry | undefined;
  /** The best validated program or, while there is none, the best on train that is not barred. */
  best(): { readonly entry: LedgerEntry; readonly chosenBy: 'train' | 'validation' } | undefined;
  validation(id: string): SplitScore | undefined;
  /** Ids of the latest programs whose validation brought no score, at most `limit`. */
  unconfirmed(limit: number): readonly string[];
  /** From a program back along first parents, at most `limit` steps. */
  lineage(id: string, limit: number): readonly LineageStep[];
  /** Content address of a program's text. */
  sourceHash(id: string): string | undefined;
  entry(id: string): LedgerEntry | undefined;
}

/** A ledger without programs. `objective` is called at each use. */
export function createProgramLedger(objective: () => ObjectiveFacts | null): ProgramLedger {
  const entries = new Map<string, LedgerEntry>();
  const ranking = createRanking(entries);
  return {
    bar: ranking.bar,
    validate: ranking.validate,
    best: ranking.best,
    validation: ranking.validation,
    unconfirmed: ranking.unconfirmed,
    forgetResults() {
      for (const [id, entry] of entries) entries.set(id, { ...entry, fitness: null, value: null });
      ranking.clear();
    },
    remeasure({ id, fitness, standardError, metrics, caseFitness, evaluationHash, placement }) {
      const before = entries.get(id);
      if (before === undefined) return undefined;
      const value = fitness === null ? null : valueOfSplit({ fitness, metrics }, objective());
      const result = { fitness, value, standardError, metrics, cases: caseFitness.length };
      const entry = { ...before, ...result, evaluationHash, placement };
      entries.set(id, entry);
      ranking.add(entry);
      return entry;
    },
    add(event, foundAfter) {
      const entry = entryOf(event, { foundAfter, objective: objective() });
      entries.set(event.id, entry);
      return { entry, ...ranking.add(entry) };
    },
    lineage: (id, limit) => lineageIn(entries, { id, limit }),
    sourceHash: (id) => entries.get(id)?.sourceHash,
    entry: (id) => entries.get(id),
  };
}

interface Ranking extends Pick<
  ProgramLedger,
  'bar' | 'validate' | 'best' | 'validation' | 'unconfirmed'
> {
  readonly add: (entry: LedgerEntry) => { readonly isRecord: boolean; readonly gained: number };
  readonly clear: () => void;
}

/** Which of the entries is the best, by train and by validation. */
function createRanking(entries: ReadonlyMap<string, LedgerEntry>): Ranking {
  const validated = new Map<string, SplitScore>();
  const barred = new Set<string>();
  let onTrain: LedgerEntry | undefined;
  let champion: Champion | undefined;
  const bar = (id: string): void => {
    barred.add(id);
    if (onTrain?.id === id) onTrain = fittest(entries, barred);
    if (champion?.entry.id === id) champion = bestValidated(entries, validated, barred);
  };
  return {
    bar,
    add(entry) {
      const isRecord = isFitter(entry, onTrain);
      const before = onTrain?.fitness ?? entry.fitness ?? 0;
      if (isRecord) onTrain = entry;
      return { isRecord, gained: isRecord ? (entry.fitness ?? before) - before : 0 };
    },
    clear() {
      for (const known of [validated, barred]) known.clear();
      onTrain = undefined;
      champion = undefined;
    },
    validate(id, score) {
      validated.set(id, score);
      const entry = entries.get(id);
      if (entry === undefined) return;
      if (score.status !== 'scored') bar(id);
      else if (score.fitness > (champion?.fitness ?? -Infinity)) {
        champion = { entry, fitness: score.fitness };
      }
    },
    best: () => chosenOf(champion, onTrain),
    validation: (id) => validated.get(id),
    unconfirmed: (limit) => failedIn(validated).slice(-limit),
  };
}

function failedIn(validated: ReadonlyMap<string, SplitScore>): readonly string[] {
  return [...validated].flatMap(([id, { status }]) => (status === 'scored' ? [] : [id]));
}

type Champion = { readonly entry: LedgerEntry; readonly fitness: number };

function chosenOf(
  champion: Champion | undefined,
  onTrain: LedgerEntry | undefined,
): ReturnType<ProgramLedger['best']> {
  if (champion !== undefined) return { entry: champion.entry, chosenBy: 'validation' };
  return onTrain === undefined ? undefined : { entry: onTrain, chosenBy: 'train' };
}

function bestValidated(
  entries: ReadonlyMap<string, LedgerEntry>,
  validated: ReadonlyMap<string, SplitScore>,
  barred: ReadonlySet<string>,
): Champion | undefined {
  let best: Champion | undefined;
  for (const [id, score] of validated) {
    const entry = entries.get(id);
    if (entry === undefined || barred.has(id) || score.status !== 'scored') continue;
    if (score.fitness > (best?.fitness ?? -Infinity)) best = { entry, fitness: score.fitness };
  }
  return best;
}

/** Scans; rare enough, as only would-be champions are validated and few of them fail. */
function fittest(
  entries: ReadonlyMap<string, LedgerEntry>,
  barred: ReadonlySet<string>,
): LedgerEntry | undefined {
  let best: LedgerEntry | undefined;
  for (const entry of entries.values()) {
    if (!barred.has(entry.id) && isFitter(entry, best)) best = entry;
  }
  return best;
}

function isFitter(entry: LedgerEntry, than: LedgerEntry | undefined): boolean {
  return entry.fitness !== null && entry.fitness > (than?.fitness ?? -Infinity);
}

function entryOf(
  event: ProgramAdded,
  context: { readonly foundAfter: number; readonly objective: ObjectiveFacts | null },
): LedgerEntry {
  const { id, ordinal, island, parents, proposer, note, fitness, standardError } = event;
  const { metrics, sourceHash, evaluationHash, placement, detailHash, spending } = event;
  const value = fitness === null ? null : valueOfSplit({ fitness, metrics }, context.objective);
  const cases = event.caseFitness.length;
  return {
    id,
    ordinal,
    island,
    parents,
    proposer,
    note: note.slice(0, NOTE_CHARACTERS),
    fitness,
    standardError,
    value,
    metrics,
    sourceHash,
    evaluationHash,
    placement,
    cases,
    foundAfter: context.foundAfter,
    detailHash: detailHash ?? null,
    spending: spending ?? null,
  };
}

function lineageIn(
  entries: ReadonlyMap<string, LedgerEntry>,
  { id, limit }: { readonly id: string; readonly limit: number },
): readonly LineageStep[] {
  const steps: LineageStep[] = [];
  let entry = entries.get(id);
  while (entry !== undefined && steps.length < limit) {
    const { parents } = entry;
    steps.push(stepOf(entry));
    // Parents come before their children, so that a damaged log cannot lead in circles.
    const parent = entries.get(parents[0] ?? '');
    entry = parent !== undefined && parent.ordinal < entry.ordinal ? parent : undefined;
  }
  return steps;
}

/** The description of a program wherever a report names one. */
export function stepOf(entry: LedgerEntry): LineageStep {
  const { id, ordinal, parents, proposer, note, fitness, value, foundAfter, placement } = entry;
  const { sourceHash, detailHash, spending } = entry;
  return {
    id,
    ordinal,
    parents,
    proposer,
    note,
    fitness,
    value,
    foundAfter,
    placement,
    sourceHash,
    detailHash,
    spending,
  };
}
