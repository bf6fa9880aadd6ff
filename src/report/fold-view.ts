import type { RunStarted } from '../core/events.ts';
import type { Fold, FoldState } from './fold-state.ts';
import type { LedgerEntry } from './program-ledger.ts';
import { budgetIn } from './run-facts.ts';
import type { BestView, PolicyView, RunView } from './run-view.ts';
import { gapPercent, type SplitScore } from './split-score.ts';

const LINEAGE_STEPS = 200;

/** What a fold shows; `live` when a process goes on with the run. */
export function viewOf({ state, parts }: Fold, live: boolean): RunView {
  const { started, objective } = state;
  const best = bestOf({ state, parts });
  const open = state.status === 'running' && !live;
  return {
    ...parts.clock.times(),
    status: open ? 'interrupted' : state.status,
    reason: state.reason,
    ...factsOf(started),
    objective,
    evaluations: state.evaluations,
    programs: state.programs,
    scored: state.scored,
    rejected: Object.fromEntries(state.rejected),
    dropped: Object.fromEntries(state.dropped),
    best,
    humans: humansOf(state.humans),
    finalists: [...state.tested].map(([id]) => ({
      name: id,
      splits: splitsOf(id, { state, parts }),
    })),
    curve: parts.curve.points(),
    samples: parts.samples.points(),
    proposers: parts.tally.statistics(),
    lineage: best === null ? [] : parts.ledger.lineage(best.id, LINEAGE_STEPS),
    trainBound: state.trainBound,
  };
}

type Facts = 'problem' | 'problemHash' | 'seed' | 'adrsVersion' | 'config' | 'host' | 'budget';

function factsOf(started: RunStarted | undefined): Pick<RunView, Facts> {
  const { problem = '', problemHash = '', seed = '', adrsVersion = '' } = started ?? {};
  const { config = null, host = null } = started ?? {};
  return { problem, problemHash, seed, adrsVersion, config, host, budget: budgetIn(config) };
}

function humansOf(humans: FoldState['humans']): readonly PolicyView[] {
  const rows = [...humans].map(([name, splits]) => ({ name, splits: { ...splits } }));
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
