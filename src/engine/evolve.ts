import PQueue from 'p-queue';
import { isByClock, type Source } from '../core/program.ts';
import { AdrsError, messageOf, ModelError, StoreError, PluginError } from '../core/errors.ts';
import type { RunFinished } from '../core/events.ts';
import { hashOf } from '../core/hash.ts';
import { briefOf } from './brief.ts';
import { createModelGateway, type ModelGateway } from './model-gateway.ts';
import { produceAdvice, produceCandidate, type CandidateOutcome } from './candidate.ts';
import { commit, type CommitContext } from './commit.ts';
import { measureBaselines, openTest, validate } from './comparison.ts';
import { nameOf, type Ticket } from './in-flight.ts';
import { exportBest } from './export-best.ts';
import { createPipeline, type Pipeline } from './pipeline.ts';
import { createProgramLibrary } from './program-library.ts';
import { createRecorder } from './recorder.ts';
import { changesNow, remeasure } from './remeasure.ts';
import { rebuild, type Replayed } from './replay.ts';
import { createReviewer, type Reviewer } from './review.ts';
import type { RunEnd, RunPlan } from './run-plan.ts';
import { createRunState, type RunState } from './run-state.ts';
import { dropLimitsOf, requireProgress } from './stall.ts';

/** Consecutive programs on which the evaluator may fail before it counts as broken. */
const MAX_CONSECUTIVE_FAULTS = 5;

/** A run in memory: the context of a commit, and the candidates in flight. */
interface Run extends CommitContext {
  readonly pipeline: Pipeline;
  readonly gateway: ModelGateway;
  /** Stops the work in flight. */
  readonly stop: AbortController;
  readonly proposals: Workshop['proposals'];
}

/**
 * Runs until the budget is spent, going on where the log ends.
 *
 * Resolves with `paused` when `signal` aborts; what was recorded stays recorded. Rejects only when the
 * framework or the problem failed, never because of a candidate.
 */
export async function evolve(given: RunPlan, signal: AbortSignal): Promise<RunEnd> {
  const run = createRun(given, signal);
  const replayed = await rebuild(run);
  const { finished } = run.state.progress;
  if (finished !== undefined && given.resumption === undefined) {
    return { status: 'finished', reason: finished };
  }
  try {
    await begin(run, replayed);
    const reason = given.finishNow
      ? 'by-request'
      : await searchUntilStopped(run, replayed.activeSeconds);
    await openTest(run.comparison);
    await exportBest(run.comparison);
    await run.recorder.record({ type: 'run-finished', reason, head: given.store.head() });
    await run.recorder.flush();
    return { status: 'finished', reason };
  } catch (error) {
    return await pause(run, error, signal);
  }
}

function createRun(given: RunPlan, userSignal: AbortSignal): Run {
  const stop = new AbortController();
  const signal = AbortSignal.any([userSignal, stop.signal]);
  const state = createRunState(given);
  const { plan } = state;
  const { store, onEvent } = plan;
  const library = createProgramLibrary(store, state);
  const onFailure = (error: unknown): void => stop.abort(error);
  const recorder = createRecorder({ store, state, onEvent, onFailure });
  const source = (id: string): Source => library.get(id).source;
  const comparison = { plan, state, source, recorder, signal: userSignal };
  // Apart, so that proposals which wait for a reply hold up none that compute.
  const proposals = { waiting: new PQueue(), computing: new PQueue() };
  const reviewer = createReviewer({ plan, state, library });
  const gateway = createModelGateway({
    policy: () => plan.calls,
    store,
    recorder,
    ledger: state.ledger,
    followed: plan.follow && new Set(plan.follow.ordinals),
    mayDraw: (ordinal, worst) => pipeline.mayDraw(ordinal, worst),
  });
  const context = { plan, state, recorder, library, comparison, signal };
  const pipeline = createPipeline({
    plan,
    state,
    async work(ticket) {
      try {
        return await workOn(ticket, { ...context, proposals, reviewer, gateway });
      } catch (error) {
        // In strict order its turn may come late; everything else is of no use already.
        if (error instanceof AdrsError) stop.abort(error);
        throw error;
      }
    },
  });
  return { ...context, pipeline, gateway, stop, proposals };
}

/** Records the first events of a new run, or that an old one was resumed and what is different now. */
async function begin(run: Run, { events, programs }: Replayed): Promise<void> {
  const { plan, recorder, state, pipeline, proposals } = run;
  const changes = changesNow(state);
  if (events === 0) await recorder.record(plan.started);
  else await recorder.record({ type: 'run-resumed', programs, changes });
  if (changes !== undefined) pipeline.revise();
  for (const slots of Object.values(proposals)) slots.concurrency = plan.proposalSlots;
  await run.gateway.settleLost();
  await measureBaselines(run.comparison);
  await remeasure(run);
  const { pendingValidation } = state.progress;
  if (pendingValidation !== undefined) await validate(pendingValidation, run.comparison);
}

/** The loop: ask, wait, commit. */
async function searchUntilStopped(run: Run, activeSeconds: number): Promise<RunFinished['reason']> {
  const { plan, pipeline, state, stop } = run;
  const left = (plan.budget.wallSeconds ?? Infinity) - activeSeconds;
  // A run that died after its time was up must not go on searching: its test split may be open.
  if (left <= 0) return 'wall-time';
  pipeline.start();
  using clock = createAlarm(left, () => stop.abort());
  try {
    for (;;) {
      requireUse(plan, state);
      const reason = reasonToStop(plan, state);
      if (reason !== undefined) return reason;
      pipeline.fill();
      const completed = await pipeline.next();
      if (completed === undefined) return endOf(run);
      await commit(run, completed);
    }
  } catch (error) {
    if (clock.expired && isAbort(error) && !run.comparison.signal.aborted) return 'wall-time';
    throw causeOf(error, stop.signal);
  } finally {
    stop.abort();
    await pipeline.idle();
  }
}

/** The failure elsewhere that stopped the work, if there was one. */
function causeOf(error: unknown, { reason }: AbortSignal): unknown {
  return reason instanceof AdrsError ? reason : error;
}

/** Whether work was stopped, and did not fail on its own. */
function isAbort(error: unknown): boolean {
  return error instanceof Error && error.name === 'AbortError';
}

/** The reason why the run ends. Throws when the obstacle may pass. */
function endOf({ pipeline, state }: Run): RunFinished['reason'] {
  const obstacle = pipeline.obstacle() ?? 'evaluations';
  if (obstacle !== 'models-down') return obstacle;
  const failure = state.memory.lastFailure() ?? 'no model answers';
  throw new ModelError(`every model is down; the last failure: ${failure}`, {
    kind: 'unavailable',
    hint: 'nothing is lost: go on with adrs resume when a provider answers again',
  });
}

function reasonToStop(plan: RunPlan, state: RunState): RunFinished['reason'] | undefined {
  const { targetFitness = Infinity, plateauEvaluations = Infinity } = plan.budget;
  const { best, spent, improvedAt, commits } = state.progress;
  if (plan.follow?.reason !== undefined && commits >= plan.follow.ordinals.length) {
    return plan.follow.reason;
  }
  if (best !== undefined && best.fitness >= targetFitness) return 'target';
  if (spent - improvedAt >= plateauEvaluations) return 'plateau';
  return fruitlessReason(plan, state);
}

function fruitlessReason(
  { budget, window }: RunPlan,
  { progress, stall }: RunState,
): RunFinished['reason'] | undefined {
  const { all, models } = dropLimitsOf(budget);
  // More than were in flight when it ran out: a proposer that reserves nothing would be asked forever.
  if (stall.refused() > window + models) return 'spending';
  return progress.consecutiveDrops >= all ? 'exhausted' : undefined;
}

/** Throws PluginError when the evaluator failed too often in a row, StalledError when models bring nothing. */
function requireUse({ problem, budget, follow }: RunPlan, { progress, stall }: RunState): void {
  const { faults } = progress;
  // A run that follows another pauses nowhere: that one went on.
  if (follow === undefined) requireProgress(stall, budget);
  if (faults.length < MAX_CONSECUTIVE_FAULTS) return;
  const { name } = problem.evaluator;
  throw new PluginError(`evaluator ${name} failed on programs in a row: ${faults.join(', ')}`, {
    hint: `adrs explain RUN ${faults.at(-1) ?? ''} shows what it said; an evaluator must answer with finite values; go on with adrs resume RUN --allow-changed-problem`,
  });
}

interface Workshop extends CommitContext {
  readonly proposals: Readonly<Record<'waiting' | 'computing', PQueue>>;
  readonly reviewer: Reviewer;
  readonly gateway: ModelGateway;
}

/** Everything between asking for a candidate and committing it. */
async function workOn(ticket: Ticket, workshop: Workshop): Promise<CandidateOutcome> {
  const { plan, state, signal, proposals, reviewer, gateway } = workshop;
  const { proposer, advisor, ordinal } = ticket;
  if (ticket.isRetired) return retired(ticket);
  const calls = gateway.callsFor(ordinal, signal);
  const asksModel = advisor !== undefined || proposer?.model !== undefined;
  const slots = asksModel ? proposals.waiting : proposals.computing;
  const context = {
    plan,
    brief: briefOf(ticket, workshop),
    rng: plan.rng.fork(ordinal).fork('propose'),
    signal,
    inProposalSlot: <T>(job: () => Promise<T>): Promise<T> => slots.add(job),
    known: (normalHash: string) => state.known(normalHash),
    review: reviewer.reviewFor(ticket, { signal, calls }),
    calls,
  };
  if (advisor !== undefined) return produceAdvice(advisor, context);
  return proposer === undefined
    ? measureSeed(ticket, workshop)
    : produceCandidate(proposer, context);
}

/** The outcome of a candidate whose proposer the run was resumed without. */
function retired(ticket: Ticket): CandidateOutcome {
  const detail = `${nameOf(ticket)} is asked no more since the run was resumed`;
  const nothing = { trials: 0, screening: 0, clockVerdicts: 0, proposeSeconds: 0 };
  return { type: 'dropped', reason: 'nothing-to-offer', detail, ...nothing };
}

async function measureSeed(
  { ordinal }: Ticket,
  { plan, signal }: CommitContext,
): Promise<CandidateOutcome> {
  const seed = plan.seeds[ordinal];
  if (seed === undefined) throw new RangeError(`there is no seed ${ordinal}`);
  const startedAt = performance.now();
  const evaluation = await plan.queue.submit({ source: seed.source, split: 'train' }, signal);
  return {
    type: 'candidate',
    proposal: { source: seed.source, parents: [], note: `seed ${seed.name}` },
    normalHash: (await plan.normalHash(seed.source)) ?? hashOf(seed.source),
    evaluation,
    trials: 0,
    screening: 0,
    clockVerdicts: Number(isByClock(evaluation)),
    proposeSeconds: 0,
    evaluateSeconds: (performance.now() - startedAt) / 1_000,
  };
}

/** Stops the work, records the reason, and distinguishes an interruption from a failure. */
async function pause(run: Run, error: unknown, userSignal: AbortSignal): Promise<RunEnd> {
  run.stop.abort();
  await run.pipeline.idle();
  if (error instanceof StoreError) throw error;
  const reason = userSignal.aborted ? 'interrupted' : messageOf(error);
  await run.recorder.record({ type: 'run-paused', reason, head: run.plan.store.head() });
  await run.recorder.flush();
  if (userSignal.aborted) return { status: 'paused' };
  throw error;
}

interface Alarm extends Disposable {
  readonly expired: boolean;
}

/** Calls `onExpire` once, `seconds` from now; never for an infinite time. */
function createAlarm(seconds: number, onExpire: () => void): Alarm {
  let expired = false;
  const expire = (): void => {
    expired = true;
    onExpire();
  };
  const timer = Number.isFinite(seconds)
    ? setTimeout(expire, Math.max(0, seconds) * 1_000)
    : undefined;
  return {
    get expired() {
      return expired;
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}
