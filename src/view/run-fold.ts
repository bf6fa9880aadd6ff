import type {
  AdviceTaken,
  BaselineMeasured,
  BestExported,
  ProgramAdded,
  ProgramRemeasured,
  ProgramValidated,
  ProposalDropped,
  RunChanges,
  RunEvent,
  TestMeasured,
} from '../core/events.ts';
import type { LoggedEvent } from '../core/store.ts';
import { isByClock, type CaseResult, type Evaluation } from '../core/program.ts';
import type { Elite } from '../core/search.ts';
import { createFold, forgetResults, type Fold, type FoldState } from './fold-state.ts';
import { LINEAGE_STEPS, viewOf } from './fold-view.ts';
import type { LedgerEntry } from './program-ledger.ts';
import type { ChangeView, LineageStep, RunView } from './run-view.ts';
import { BETTER_THAN_BOUND } from '../stats/beats-bound.ts';
import { meanBound } from '../stats/mean-bound.ts';
import { isBeyond, scoreOf, type SplitScore } from './split-score.ts';

/** A run folded from its log, event by event. */
export interface RunFold {
  /** Constant time, amortised. Events come in the order of the log. */
  add(event: LoggedEvent): void;
  /** `live`: a process goes on with the run, so that an open end means `running`. */
  view(options?: { readonly live?: boolean }): RunView;
  /** Results by case of a policy on a split, where the log itself holds them; the train results of programs are in the run's blobs. */
  readonly cases: (name: string, split: string) => readonly CaseResult[] | undefined;
  /** The archive, best first; null where the log does not tell: in logs of version 1. */
  readonly elites: () => readonly Elite[] | null;
  /** Content address of a program's text. */
  readonly sourceHash: (id: string) => string | undefined;
  /** A program and its first parents, back to its seed, at most 200; empty for an unknown one. */
  readonly lineage: (id: string) => readonly LineageStep[];
  /** What is known of a program; undefined for an unknown one. */
  readonly program: (id: string) => LedgerEntry | undefined;
  readonly validation: (id: string) => SplitScore | undefined;
  readonly test: (id: string) => SplitScore | undefined;
  /** The text of the best program for people, once the log holds it. */
  readonly exported: () => BestExported | undefined;
}

/** Folds a log into a view: live, or afterwards. Memory grows by a few hundred bytes a program. */
export function createRunFold(): RunFold {
  const { state, parts } = createFold();
  return {
    add(logged) {
      parts.clock.add(logged);
      state.clockVerdicts += clockVerdictsIn(logged.event);
      state.events = logged.sequence;
      if ('head' in logged.event) state.headAt = logged.sequence;
      apply(logged.event, { state, parts });
    },
    view: ({ live = false } = {}) => viewOf({ state, parts }, live),
    cases: (name, split) => state.cases.get(`${name}/${split}`),
    elites: () =>
      state.started?.schema === 1
        ? null
        : parts.elites.elites().filter(({ id }) => !state.unbelieved.has(id)),
    sourceHash: (id) => parts.ledger.sourceHash(id),
    lineage: (id) => parts.ledger.lineage(id, LINEAGE_STEPS),
    program: (id) => parts.ledger.entry(id),
    validation: (id) => parts.ledger.validation(id),
    test: (id) => state.tested.get(id),
    exported: () => state.exported,
  };
}

// oxlint-disable-next-line complexity, max-lines-per-function -- one case an event type
function apply(event: RunEvent, fold: Fold): void {
  const { state } = fold;
  switch (event.type) {
    case 'run-started':
      state.started = event;
      state.objective = event.objective;
      state.trainBound = event.splits['train']?.bound ?? null;
      break;
    case 'baseline-measured':
      addReference(event, state);
      break;
    case 'program-added':
      addProgram(event, fold);
      break;
    case 'elites-changed':
      fold.parts.elites.change(event);
      break;
    case 'proposal-dropped':
      addDrop(event, fold);
      break;
    case 'advice-taken':
      addAdvice(event, fold);
      break;
    case 'call-reserved':
      fold.parts.calls.reserve(event);
      break;
    case 'call-settled':
      fold.parts.calls.settle(event);
      break;
    case 'program-validated':
      addValidation(event, fold);
      break;
    case 'test-measured':
      addTest(event, fold);
      break;
    case 'best-exported':
      state.exported = event;
      break;
    case 'run-paused':
    case 'run-finished':
      state.status = event.type === 'run-paused' ? 'paused' : 'finished';
      state.reason = event.reason;
      break;
    case 'run-resumed':
      state.status = 'running';
      state.reason = null;
      if (event.changes !== undefined) change(event.changes, fold);
      break;
    case 'program-remeasured':
      remeasure(event, fold);
      break;
  }
}

function clockVerdictsIn(event: RunEvent): number {
  if ('evaluation' in event) return Number(isByClock(event.evaluation));
  if (event.type === 'best-exported') {
    return [event.train, event.validation].filter(isByClock).length;
  }
  return 'clockVerdicts' in event ? (event.clockVerdicts ?? 0) : 0;
}

function change(changes: RunChanges, fold: Fold): void {
  const { settings, problem, testWasSeen } = changes;
  const { state } = fold;
  state.changes.push(changeView(changes, state.evaluations));
  if (testWasSeen) state.testSeenAfter ??= state.testOpenedAfter;
  if (state.started !== undefined) {
    const { config, budget } = settings ?? state.started;
    const problemHash = problem?.to ?? state.started.problemHash;
    state.started = { ...state.started, config, budget, problemHash };
  }
  if (problem !== undefined) forgetResults(fold);
}

function changeView(
  { settings, problem, plugIns = {}, testWasSeen }: RunChanges,
  after: number,
): ChangeView {
  return {
    after,
    settings: settings?.changed ?? [],
    problem: problem === undefined ? null : { ...problem, programs: problem.programs.length },
    plugIns: Object.keys(plugIns),
    testWasSeen: testWasSeen === true,
  };
}

/** As with a new program, a score better than the bound is not believed. */
function remeasure(event: ProgramRemeasured, { state, parts }: Fold): void {
  const { fitness, metrics } = event;
  const { trainBound: bound, objective } = state;
  const isOff = fitness !== null && isBeyond({ fitness, metrics }, { bound, objective });
  const entry = parts.ledger.remeasure(isOff ? { ...event, fitness: null } : event);
  if (entry === undefined) return;
  const { id, ordinal, island, value } = entry;
  parts.elites.add({ id, ordinal, island, fitness }, event);
  if (isOff) state.unbelieved.add(id);
  if (entry.fitness === null || value === null) return;
  const point = { evaluations: state.evaluations, fitness: entry.fitness, value, id };
  parts.samples.add(point);
  if (entry.fitness > (parts.curve.points().at(-1)?.fitness ?? -Infinity)) parts.curve.add(point);
}

function addReference({ name, split, evaluation }: BaselineMeasured, state: FoldState): void {
  const splits = state.references.get(name) ?? {};
  splits[split] = scoreOf(evaluation, state.objective);
  state.references.set(name, splits);
  keepCases(state, { name, split, evaluation });
  if (split === 'train' && evaluation.status === 'scored') {
    state.trainBound ??= meanBound(evaluation.cases) ?? null;
  }
}

function addValidation({ id, evaluation }: ProgramValidated, { state, parts }: Fold): void {
  parts.ledger.validate(id, scoreOf(evaluation, state.objective));
  keepCases(state, { name: id, split: 'validation', evaluation });
}

function addTest({ id, evaluation }: TestMeasured, { state, parts }: Fold): void {
  const { objective } = state;
  // Whoever looks after the end has seen the results of the finalists.
  const seenAfter =
    state.testSeenAfter ?? (state.status === 'finished' ? state.testOpenedAfter : undefined);
  state.testOpenedAfter ??= state.evaluations;
  const found = scoreOf(evaluation, objective);
  const score =
    found.status === 'scored' && seenAfter !== undefined ? { ...found, seenAfter } : found;
  const splits = state.references.get(id);
  if (splits === undefined && !/^(seed|baseline):/.test(id)) state.tested.set(id, score);
  else state.references.set(id, { ...splits, test: score });
  if (score.status === 'quarantined') parts.ledger.bar(id);
  keepCases(state, { name: id, split: 'test', evaluation });
}

/** A program as it is read: one that the log says to be better than the bound has no score. */
function believable(
  event: ProgramAdded,
  { trainBound: bound, objective }: FoldState,
): ProgramAdded {
  const { fitness, metrics } = event;
  if (fitness === null || !isBeyond({ fitness, metrics }, { bound, objective })) return event;
  return { ...event, status: 'quarantined', reason: BETTER_THAN_BOUND, fitness: null };
}

function addProgram(logged: ProgramAdded, { state, parts }: Fold): void {
  const event = believable(logged, state);
  if (event !== logged) state.unbelieved.add(event.id);
  state.programs += 1;
  parts.elites.add(logged, logged);
  state.evaluations += event.evaluations;
  parts.calls.commit(event.ordinal, event.proposer);
  const { entry, isRecord, gained } = parts.ledger.add(event, state.evaluations);
  if (entry.fitness === null || entry.value === null) {
    count(
      state.rejected,
      event.status === 'quarantined' ? event.status : (event.reason ?? 'unknown'),
    );
  } else {
    state.scored += 1;
    const { id, fitness, value } = entry;
    const point = { evaluations: state.evaluations, fitness, value, id };
    parts.samples.add(point);
    if (isRecord) parts.curve.add(point);
  }
  parts.tally.note(event.proposer, {
    added: 1,
    scored: Number(entry.fitness !== null),
    kept: Number(event.placement !== 'not-added'),
    improved: Number(isRecord),
    gained,
    evaluations: event.evaluations,
    proposeSeconds: event.proposeSeconds,
  });
}

function addDrop(event: ProposalDropped, { state, parts }: Fold): void {
  state.evaluations += event.evaluations;
  parts.calls.commit(event.ordinal, event.proposer);
  count(state.dropped, event.reason);
  state.drops.add(event);
  const { evaluations, proposeSeconds } = event;
  const nothing = { added: 0, scored: 0, kept: 0, improved: 0, gained: 0 };
  parts.tally.note(event.proposer, { ...nothing, evaluations, proposeSeconds });
}

function addAdvice(event: AdviceTaken, { state, parts }: Fold): void {
  parts.calls.commit(event.ordinal, event.advisor);
  const taken = (state.advice.get(event.advisor)?.taken ?? 0) + 1;
  state.advice.set(event.advisor, { taken, event });
}

function count(counts: Map<string, number>, reason: string): void {
  counts.set(reason, (counts.get(reason) ?? 0) + 1);
}

function keepCases(
  state: FoldState,
  result: { readonly name: string; readonly split: string; readonly evaluation: Evaluation },
): void {
  if (result.evaluation.status !== 'scored') return;
  state.cases.set(`${result.name}/${result.split}`, result.evaluation.cases);
}
