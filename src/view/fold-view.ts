import type { RunStarted } from '../core/events.ts';
import type { Fold, FoldState } from './fold-state.ts';
import type { ProposerStatistics } from './proposer-tally.ts';
import { stepOf, type LedgerEntry } from './program-ledger.ts';
import type { AdvisorView, ModelsView } from './models-view.ts';
import type { BestView, LineageStep, PolicyView, ProposerView, RunView } from './run-view.ts';
import { gapPercent, type SplitScore } from './split-score.ts';

/** Ancestors that are followed. */
export const LINEAGE_STEPS = 200;
/** Programs that are shown because a note refers to them. */
const MAX_CITED = 100;
/** Programs without a validation result that are shown. */
const MAX_UNCONFIRMED = 10;
/** Notes of an advisor, and characters of a note. */
const MAX_NOTES = 60;
const NOTE_CHARACTERS = 2_000;

/** The view of a fold; `live` when a process goes on with the run. */
export function viewOf({ state, parts }: Fold, live: boolean): RunView {
  const { started, objective } = state;
  const best = bestOf({ state, parts });
  const models = parts.calls.view();
  const facts = factsOf(started);
  const advisors = new Set([...(started?.advisors ?? []), ...state.advice.keys()]);
  const [helpers, makers] = divided(parts.tally.statistics(), ({ name }) => advisors.has(name));
  const open = state.status === 'running' && !live;
  return {
    ...parts.clock.times(),
    status: open ? 'interrupted' : state.status,
    reason: state.reason,
    events: state.events,
    headAt: state.headAt,
    ...facts,
    objective,
    evaluations: state.evaluations,
    programs: state.programs,
    scored: state.scored,
    clockVerdicts: state.clockVerdicts,
    rejected: Object.fromEntries(state.rejected),
    dropped: Object.fromEntries(state.dropped),
    drops: state.drops.list(),
    changes: [...state.changes],
    best,
    references: referencesOf(state.references),
    finalists: policiesAt([...state.tested.keys()], { state, parts }),
    unconfirmed: policiesAt(parts.ledger.unconfirmed(MAX_UNCONFIRMED), { state, parts }),
    curve: parts.curve.points(),
    samples: parts.samples.points(),
    proposers: proposersOf(makers, models),
    models,
    left: leftOf(facts.budget, models),
    advisors: advisorsOf(state.advice, helpers),
    cited: citedIn({ state, parts }),
    lineage: best === null ? [] : parts.ledger.lineage(best.id, LINEAGE_STEPS),
    trainBound: state.trainBound,
  };
}

type SnapshotKeys =
  | 'problem'
  | 'problemHash'
  | 'title'
  | 'statement'
  | 'features'
  | 'splits'
  | 'seed'
  | 'adrsVersion'
  | 'config'
  | 'host'
  | 'budget';

/** Of a log without a first event. */
const NOT_STARTED: Pick<RunView, SnapshotKeys> = {
  problem: '',
  problemHash: '',
  title: '',
  statement: '',
  features: [],
  splits: {},
  seed: '',
  adrsVersion: '',
  config: null,
  host: null,
  budget: {
    evaluations: null,
    wallSeconds: null,
    usd: null,
    tokens: null,
    calls: null,
    targetFitness: null,
    plateauEvaluations: null,
  },
};

function factsOf(started: RunStarted | undefined): Pick<RunView, SnapshotKeys> {
  if (started === undefined) return NOT_STARTED;
  const { problem, problemHash, title, statement, features, splits, seed } = started;
  const { adrsVersion, config, host, budget } = started;
  const texts = { problem, problemHash, title, statement, seed, adrsVersion };
  return { ...texts, features, splits, config, host, budget };
}

function policiesAt(ids: readonly string[], fold: Fold): readonly PolicyView[] {
  return ids.map((id) => ({ name: id, splits: splitsOf(id, fold) }));
}

function referencesOf(references: FoldState['references']): readonly PolicyView[] {
  const rows = [...references].map(([name, splits]) => ({ name, splits: { ...splits } }));
  const isSeed = ({ name }: PolicyView): boolean => name.startsWith('seed:');
  return [...rows.filter(isSeed), ...rows.filter((row) => !isSeed(row))];
}

function bestOf({ state, parts }: Fold): BestView | null {
  const found = parts.ledger.best();
  if (found === undefined) return null;
  const { id, fitness, metrics, island, proposer } = found.entry;
  const { sourceHash, evaluationHash, foundAfter } = found.entry;
  return {
    id,
    name: id,
    fitness: fitness ?? -Infinity,
    metrics,
    island,
    proposer,
    sourceHash,
    evaluationHash,
    foundAfter,
    chosenBy: found.chosenBy,
    splits: splitsOf(id, { state, parts }),
  };
}

function splitsOf(id: string, { state, parts }: Fold): Readonly<Record<string, SplitScore>> {
  const entry = parts.ledger.entry(id);
  const train = entry === undefined ? undefined : trainScore(entry, state);
  const validation = parts.ledger.validation(id);
  const test = state.tested.get(id);
  return {
    ...(train === undefined ? {} : { train }),
    ...(validation === undefined ? {} : { validation }),
    ...(test === undefined ? {} : { test }),
  };
}

function trainScore(entry: LedgerEntry, state: FoldState): SplitScore | undefined {
  const { fitness, value, standardError, metrics, cases } = entry;
  if (fitness === null || value === null) return undefined;
  const { trainBound: bound, objective } = state;
  return {
    status: 'scored',
    fitness,
    standardError,
    value,
    bound,
    cases,
    metrics,
    gapPercent: gapPercent(value, { bound, objective }),
    invalidCases: null,
  };
}

function proposersOf(
  statistics: readonly ProposerStatistics[],
  { pairs }: ModelsView,
): readonly ProposerView[] {
  const costs = new Map<string, { calls: number; usd: number }>();
  for (const { proposer, calls, usd } of pairs) {
    const before = costs.get(proposer) ?? { calls: 0, usd: 0 };
    costs.set(proposer, { calls: before.calls + calls, usd: before.usd + usd });
  }
  return statistics.map((entry) => {
    const { calls, usd } = costs.get(entry.name) ?? { calls: 0, usd: 0 };
    return { ...entry, calls, usd, gainedPerUsd: usd > 0 ? entry.gained / usd : null };
  });
}

function leftOf(budget: RunView['budget'], { total, open }: ModelsView): RunView['left'] {
  const left = (limit: number | null, spent: number): number | null =>
    limit === null ? null : Math.max(0, limit - spent);
  return {
    usd: left(budget.usd, total.usd + open.usd),
    tokens: left(budget.tokens, total.tokens + open.tokens),
    calls: left(budget.calls, total.calls + open.calls),
  };
}

/** Failed advice is recorded as a dropped proposal, so that it appears in `failures`. */
function advisorsOf(
  advice: FoldState['advice'],
  failures: readonly ProposerStatistics[],
): readonly AdvisorView[] {
  const names = new Set([...advice.keys(), ...failures.map(({ name }) => name)]);
  return [...names].toSorted().map((name) => {
    const { taken, event } = advice.get(name) ?? { taken: 0, event: undefined };
    const failed = failures.find((entry) => entry.name === name)?.tried ?? 0;
    const notes = (event?.notes ?? [])
      .slice(0, MAX_NOTES)
      .map(({ text, evidence }) => ({ text: text.slice(0, NOTE_CHARACTERS), evidence }));
    return { name, taken, failed, ordinal: event?.ordinal ?? null, notes };
  });
}

function divided<T>(items: readonly T[], isFirst: (item: T) => boolean): readonly [T[], T[]] {
  return [items.filter(isFirst), items.filter((item) => !isFirst(item))];
}

function citedIn({ state, parts }: Fold): readonly LineageStep[] {
  const ids = new Set(
    [...state.advice.values()].flatMap(({ event }) =>
      event.notes.flatMap(({ evidence }) => evidence),
    ),
  );
  return [...ids]
    .flatMap((id) => parts.ledger.entry(id) ?? [])
    .slice(0, MAX_CITED)
    .toSorted((a, b) => a.ordinal - b.ordinal)
    .map((entry) => stepOf(entry));
}
