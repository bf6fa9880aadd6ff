import type { Advisor, Brief, Proposal, ProposeContext, Proposer } from '../core/proposer.ts';
import type { ModelSpending, ProposalDropped } from '../core/events.ts';
import { ModelError, PluginError, ProposalError } from '../core/errors.ts';
import { hashOf } from '../core/hash.ts';
import type { Json } from '../core/json.ts';
import type { Note } from '../core/model.ts';
import type { CaseResult, Evaluation, Source } from '../core/program.ts';
import type { Rng } from '../core/rng.ts';
import { countClockVerdicts } from './clock-verdicts.ts';
import type { CandidateCalls } from './model-gateway.ts';
import { toFitness, type Direction } from '../stats/direction.ts';
import { evenlySpaced } from '../stats/evenly-spaced.ts';
import { pairedDifference } from '../stats/paired-difference.ts';
import type { RunPlan } from './run-plan.ts';

/** The outcome of one ordinal, before it is committed. */
export type CandidateOutcome =
  | {
      readonly type: 'candidate';
      readonly proposal: Proposal;
      readonly normalHash: string;
      readonly evaluation: Evaluation;
      /** Spent by the proposer on variants, and on the screening. */
      readonly trials: number;
      readonly screening: number;
      /** Verdicts that clocks made on it and on the variants. */
      readonly clockVerdicts: number;
      readonly spending?: ModelSpending | undefined;
      readonly proposeSeconds: number;
      readonly evaluateSeconds: number;
    }
  | {
      readonly type: 'advice';
      readonly notes: readonly Note[];
      readonly proposalDetail?: Json | undefined;
      readonly spending?: ModelSpending | undefined;
      readonly proposeSeconds: number;
    }
  | {
      readonly type: 'dropped';
      readonly reason: ProposalDropped['reason'];
      readonly detail: string;
      /** The kind of failure; see `ProposalDropped.cause`. */
      readonly cause?: string | undefined;
      /** Where there was a program at all. */
      readonly normalHash?: string;
      readonly note?: string | undefined;
      /** The proposer's detail for the log. */
      readonly proposalDetail?: Json | undefined;
      readonly trials: number;
      readonly screening: number;
      readonly clockVerdicts: number;
      readonly spending?: ModelSpending | undefined;
      readonly proposeSeconds: number;
    };

/** The context for turning a brief into an outcome. */
export interface CandidateContext {
  readonly plan: RunPlan;
  readonly brief: Brief;
  readonly rng: Rng;
  readonly signal: AbortSignal;
  /** Runs a proposal in a proposal slot. */
  readonly inProposalSlot: <T>(work: () => Promise<T>) => Promise<T>;
  /** Id of a committed program with this normal form. */
  readonly known: (normalHash: string) => string | undefined;
  readonly review: ProposeContext['review'];
  readonly calls: CandidateCalls;
}

/** Proposes, drops known programs, screens on the cheap cases and evaluates. */
export async function produceCandidate(
  proposer: Proposer,
  context: CandidateContext,
): Promise<CandidateOutcome> {
  const { queue, clockVerdicts } = countClockVerdicts(context.plan.queue);
  const counted = { ...context, plan: { ...context.plan, queue } };
  return { ...(await proposeAndMeasure(proposer, counted)), clockVerdicts: clockVerdicts() };
}

/** An outcome before its clock verdicts are counted. */
type Uncounted<T extends CandidateOutcome['type']> = Omit<
  Extract<CandidateOutcome, { type: T }>,
  'clockVerdicts'
>;

async function proposeAndMeasure(
  proposer: Proposer,
  context: CandidateContext,
): Promise<Uncounted<'candidate'> | Uncounted<'dropped'>> {
  const { plan, signal, brief } = context;
  const proposed = await work(context, {
    ...proposer,
    act: (services) => proposer.propose(brief, services),
  });
  if ('type' in proposed) return proposed;
  const { result: proposal, ...spent } = proposed;
  const normalHash = (await plan.normalHash(proposal.source)) ?? hashOf(proposal.source);
  const { note, detail: proposalDetail } = proposal;
  const dropped = { type: 'dropped', normalHash, note, proposalDetail, ...spent } as const;
  const duplicate = context.known(normalHash);
  if (duplicate !== undefined)
    return { ...dropped, reason: 'duplicate', detail: duplicate, screening: 0 };

  const startedAt = performance.now();
  const { verdict, screening } = await screen(context, proposal.source);
  if (verdict !== undefined) return { ...dropped, reason: 'screened', detail: verdict, screening };
  const evaluation = await plan.queue.submit({ source: proposal.source, split: 'train' }, signal);
  return {
    type: 'candidate',
    proposal,
    normalHash,
    evaluation,
    screening,
    ...spent,
    evaluateSeconds: (performance.now() - startedAt) / 1_000,
  };
}

/** Asks an advisor for notes. */
export async function produceAdvice(
  advisor: Advisor,
  context: CandidateContext,
): Promise<CandidateOutcome> {
  const advised = await work(context, {
    name: advisor.name,
    maxEvaluations: 0,
    act: (services) => advisor.advise(context.brief, services),
  });
  if ('type' in advised) return { ...advised, clockVerdicts: 0 };
  const { result, spending, proposeSeconds } = advised;
  const { notes, detail: proposalDetail } = result;
  return { type: 'advice', notes, proposalDetail, spending, proposeSeconds };
}

/** A proposer or an advisor at work on one brief. */
interface Worker<T> {
  readonly name: string;
  readonly maxEvaluations: number;
  readonly act: (services: ProposeContext) => Promise<T>;
}

interface Worked<T> {
  readonly result: T;
  readonly trials: number;
  readonly spending: ModelSpending | undefined;
  readonly proposeSeconds: number;
}

type Dropped = Uncounted<'dropped'>;

async function work<T>(context: CandidateContext, worker: Worker<T>): Promise<Worked<T> | Dropped> {
  const { signal, inProposalSlot, calls } = context;
  const meter = createTrialMeter(context, worker);
  const startedAt = performance.now();
  const spent = (): Omit<Worked<T>, 'result'> => ({
    trials: meter.trials(),
    spending: calls.spending(),
    proposeSeconds: (performance.now() - startedAt) / 1_000,
  });
  const { rng, review, plan } = context;
  const { trainCases } = plan;
  const { evaluate } = meter;
  try {
    const result = await inProposalSlot(() => {
      signal.throwIfAborted();
      const { complete } = calls;
      return worker.act({ rng, signal, trainCases, evaluate, review, complete });
    });
    return { result, ...spent() };
  } catch (error) {
    return { ...dropOf(error), screening: 0, ...spent() };
  }
}

/** The outcome of a failed proposal. Rethrows errors that must stop the run. */
function dropOf(
  error: unknown,
): Pick<Dropped, 'type' | 'reason' | 'detail' | 'cause' | 'proposalDetail'> {
  if (error instanceof ProposalError) {
    const { message: detail, detail: proposalDetail, kind: cause } = error;
    return { type: 'dropped', reason: 'nothing-to-offer', detail, cause, proposalDetail };
  }
  if (!(error instanceof ModelError) || STOPPING.has(error.kind)) throw error;
  // A spent budget and a refusal to answer are no failures of the model.
  const reason = NO_FAILURE.has(error.kind) ? 'nothing-to-offer' : 'failed';
  const { message, hint, kind: cause, detail: proposalDetail } = error;
  const detail = hint === undefined || reason !== 'failed' ? message : `${message}; ${hint}`;
  return { type: 'dropped', reason, detail, cause, proposalDetail };
}

const NO_FAILURE: ReadonlySet<ModelError['kind']> = new Set(['budget', 'declined']);

/** Without a key or a recorded reply every further candidate would fail, too. */
const STOPPING: ReadonlySet<ModelError['kind']> = new Set(['access', 'missing-reply']);

interface TrialMeter {
  /** Full evaluations so far. */
  readonly trials: () => number;
  readonly evaluate: ProposeContext['evaluate'];
}

function createTrialMeter(
  { plan, signal }: CandidateContext,
  { name, maxEvaluations }: Pick<Worker<unknown>, 'name' | 'maxEvaluations'>,
): TrialMeter {
  const { queue, trainCases } = plan;
  let cases = 0;
  return {
    trials: () => cases / trainCases,
    // Async, so that a refusal reaches a proposer like any failed evaluation.
    evaluate: async (source, some): Promise<Evaluation> => {
      cases += some?.length ?? trainCases;
      if (cases > maxEvaluations * trainCases) {
        throw new PluginError(`proposer ${name} evaluates more than it announced`, {
          hint: `raise its maxEvaluations above ${maxEvaluations}`,
        });
      }
      return queue.submit({ source, split: 'train', cases: some }, signal);
    },
  };
}

interface Screening {
  /** The reason why the candidate goes no further; undefined when it does. */
  readonly verdict: string | undefined;
  /** In full evaluations. */
  readonly screening: number;
}

const UNSCREENED: Screening = { verdict: undefined, screening: 0 };

/** Measures the cheap cases and compares them, pair by pair, with the parent's. */
async function screen(context: CandidateContext, source: Source): Promise<Screening> {
  const { plan, brief, signal } = context;
  const { cascade, trainCases, problem } = plan;
  const incumbent = brief.parent?.evaluation;
  if (cascade === undefined || cascade.cases >= trainCases) return UNSCREENED;
  if (incumbent?.status !== 'scored') return UNSCREENED;

  const cases = evenlySpaced(cascade.cases, trainCases);
  const screening = cases.length / trainCases;
  const trial = await plan.queue.submit({ source, split: 'train', cases }, signal);
  if (trial.status !== 'scored') {
    return { verdict: `${trial.status}: ${trial.reason}`, screening };
  }
  const before = cases.flatMap((index) => incumbent.cases.slice(index, index + 1));
  const shortfall = pairedShortfall(trial.cases, before, problem.objective.direction);
  return shortfall > cascade.threshold
    ? { verdict: `${shortfall.toFixed(1)} standard errors below its parent`, screening }
    : { verdict: undefined, screening };
}

/** Shortfall of `now` against `before` in standard errors of the mean difference; 0 when better. */
function pairedShortfall(
  now: readonly CaseResult[],
  before: readonly CaseResult[],
  direction: Direction,
): number {
  const [ours, theirs] = [now, before].map((cases) =>
    cases.map(({ value }) => toFitness(value, direction)),
  );
  const { mean, standardError } = pairedDifference(ours ?? [], theirs ?? []);
  if (mean >= 0) return 0;
  return standardError === 0 ? Infinity : -mean / standardError;
}
