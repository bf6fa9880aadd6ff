import { createValueSample, type ValueSample } from '../archive/value-sample.ts';
import { wasSent } from '../core/errors.ts';
import type { CallReserved, CallSettled } from '../core/events.ts';
import { beginningOf } from '../core/hidden-characters.ts';
import type { Spending } from '../core/model.ts';
import { NO_CALLS, sumOfCalls, withCall } from './call-statistics.ts';
import type { CallStatistics, ModelsView, ModelStatistics, PairStatistics } from './models-view.ts';

/** Counts model calls by model, and by proposer. */
export interface CallTally {
  reserve(event: CallReserved): void;
  settle(event: CallSettled): void;
  /** Sets the proposer or advisor of an ordinal. Its calls are credited to it. */
  commit(ordinal: number, proposer: string): void;
  view(): ModelsView;
}

/** The calls for one ordinal that are not credited to a proposer yet. */
interface Pending {
  open: number;
  proposer: string | undefined;
  readonly byModel: Map<string, CallStatistics>;
}

/** Limit on the message of a failure, in characters. */
const MESSAGE_CHARACTERS = 500;

interface ModelState {
  statistics: CallStatistics;
  open: number;
  failuresInRow: number;
  overruns: number;
  lastFailure: ModelStatistics['lastFailure'];
  readonly seconds: ValueSample;
}

/**
 * A tally at zero. Constant time a call. Memory grows with models, proposers and candidates in flight, not
 * with calls.
 */
export function createCallTally(): CallTally {
  const open = new Map<number, CallReserved>();
  const models = new Map<string, ModelState>();
  const credits = createCredits();
  return {
    reserve(event) {
      open.set(event.call, event);
      stateOf(models, event.model).open += 1;
      credits.reserve(event.ordinal);
    },
    settle(event) {
      const reserved = open.get(event.call);
      if (reserved === undefined) return;
      open.delete(event.call);
      const model = stateOf(models, reserved.model);
      model.open -= 1;
      if (isCall(event)) book(model, event);
      credits.settle(reserved, event);
    },
    commit: credits.commit,
    view: () => ({
      total: [...models.values()].reduce((sum, m) => sumOfCalls(sum, m.statistics), NO_CALLS),
      open: openSpending(open.values()),
      models: modelRows(models),
      pairs: credits.rows(),
    }),
  };
}

interface Credits {
  readonly reserve: (ordinal: number) => void;
  readonly settle: (reserved: CallReserved, event: CallSettled) => void;
  readonly commit: (ordinal: number, proposer: string) => void;
  readonly rows: () => readonly PairStatistics[];
}

/** Calls that wait for the name of their proposer, which the log holds after them. */
function createCredits(): Credits {
  const pending = new Map<number, Pending>();
  const pairs = createPairs();
  const credit = (ordinal: number, { open, proposer, byModel }: Pending): void => {
    if (proposer === undefined) return;
    for (const [model, statistics] of byModel) pairs.add({ ...statistics, proposer, model });
    byModel.clear();
    if (open === 0) pending.delete(ordinal);
  };
  return {
    reserve(ordinal) {
      const entry = pending.get(ordinal) ?? { open: 0, proposer: undefined, byModel: new Map() };
      entry.open += 1;
      pending.set(ordinal, entry);
    },
    settle({ ordinal, model }, event) {
      const entry = pending.get(ordinal);
      if (entry === undefined) return;
      entry.open -= 1;
      if (isCall(event)) {
        entry.byModel.set(model, withCall(entry.byModel.get(model) ?? NO_CALLS, event));
      }
      credit(ordinal, entry);
    },
    commit(ordinal, proposer) {
      const entry = pending.get(ordinal);
      if (entry === undefined) return;
      entry.proposer = proposer;
      credit(ordinal, entry);
    },
    rows: () => withUncredited(pairs.rows(), pending.values()),
  };
}

function stateOf(models: Map<string, ModelState>, name: string): ModelState {
  const known = models.get(name);
  if (known !== undefined) return known;
  const fresh: ModelState = {
    statistics: NO_CALLS,
    open: 0,
    failuresInRow: 0,
    overruns: 0,
    lastFailure: null,
    seconds: createValueSample(),
  };
  models.set(name, fresh);
  return fresh;
}

/** Whether a model was asked at all; the log keeps what was refused before, too. */
function isCall({ failure }: CallSettled): boolean {
  return failure === undefined || wasSent(failure.kind);
}

function book(model: ModelState, event: CallSettled): void {
  model.statistics = withCall(model.statistics, event);
  if (event.overrun) model.overruns += 1;
  if (event.outcome === 'failed') {
    model.failuresInRow += 1;
    const { kind, message } = event.failure ?? { kind: 'server', message: '' };
    model.lastFailure = { kind, message: beginningOf(message, MESSAGE_CHARACTERS) };
  } else if (event.outcome !== 'lost') {
    model.failuresInRow = 0;
    model.seconds.add(event.seconds);
  }
}

interface Pairs {
  add(row: PairStatistics): void;
  rows(): readonly PairStatistics[];
}

function createPairs(): Pairs {
  const byProposer = new Map<string, Map<string, PairStatistics>>();
  return {
    add(row) {
      const byModel = byProposer.get(row.proposer) ?? new Map<string, PairStatistics>();
      byProposer.set(row.proposer, byModel);
      const before = byModel.get(row.model);
      byModel.set(row.model, before === undefined ? row : { ...row, ...sumOfCalls(before, row) });
    },
    rows: () =>
      [...byProposer.values()]
        .flatMap((byModel) => [...byModel.values()])
        .toSorted((a, b) => order(a.proposer, b.proposer) || order(a.model, b.model)),
  };
}

/** Calls of proposals that never came to an end; they are listed without a proposer. */
function withUncredited(
  rows: readonly PairStatistics[],
  pending: Iterable<Pending>,
): readonly PairStatistics[] {
  const rest = createPairs();
  for (const { byModel } of pending) {
    for (const [model, statistics] of byModel) rest.add({ ...statistics, proposer: '', model });
  }
  return [...rows, ...rest.rows()];
}

function modelRows(models: ReadonlyMap<string, ModelState>): readonly ModelStatistics[] {
  return [...models]
    .map(([name, { statistics, open, failuresInRow, overruns, lastFailure, seconds }]) => ({
      name,
      ...statistics,
      open,
      medianSeconds: seconds.seen === 0 ? null : seconds.quantile(0.5),
      failuresInRow,
      overruns,
      lastFailure,
    }))
    .toSorted((a, b) => order(a.name, b.name));
}

function openSpending(open: Iterable<CallReserved>): Spending {
  let sum: Spending = { calls: 0, tokens: 0, usd: 0 };
  for (const { worst } of open) {
    const { calls, tokens, usd } = worst;
    sum = { calls: sum.calls + calls, tokens: sum.tokens + tokens, usd: sum.usd + usd };
  }
  return sum;
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
