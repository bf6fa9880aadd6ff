import { hashText } from '../core/hash.ts';
import { canonicalJson, type Json } from '../core/json.ts';
import { isByClock, type Evaluation, type Source } from '../core/program.ts';
import { auditOf } from './audit.ts';
import type { CandidateOutcome } from './candidate.ts';
import { clockVerdictsField } from './clock-verdicts.ts';
import { validate, type ComparisonContext } from './comparison.ts';
import { nameOf, type Ticket } from './in-flight.ts';
import { measuresOf, withoutTimes } from './measures.ts';
import type { ProgramLibrary } from './program-library.ts';
import type { Recorder } from './recorder.ts';
import { refuseBadSeed } from './refuse-bad-seed.ts';
import type { RunPlan } from './run-plan.ts';
import type { RunState, Unplaced } from './run-state.ts';

/** The context of a commit. */
export interface CommitContext {
  readonly plan: RunPlan;
  readonly state: RunState;
  readonly recorder: Recorder;
  readonly library: ProgramLibrary;
  readonly comparison: ComparisonContext;
  readonly signal: AbortSignal;
}

type Candidate = Extract<CandidateOutcome, { type: 'candidate' }>;
type Dropped = Extract<CandidateOutcome, { type: 'dropped' }>;

/** Reports the outcome of a ticket to the search and the log. A new best is audited before, validated after. */
export async function commit(
  context: CommitContext,
  { ticket, outcome }: { readonly ticket: Ticket; readonly outcome: CandidateOutcome },
): Promise<void> {
  if (outcome.type !== 'advice' && outcome.normalHash !== undefined) {
    const duplicate = context.state.known(outcome.normalHash);
    if (duplicate !== undefined) return drop(context, ticket, duplicateOf(duplicate, outcome));
  }
  if (outcome.type === 'dropped') return drop(context, ticket, outcome);
  if (outcome.type === 'advice') return takeAdvice(context, ticket, outcome);
  const evaluation = await audited(context, outcome.proposal.source, outcome.evaluation);
  if (nameOf(ticket) === 'seed') {
    const { source } = outcome.proposal;
    refuseBadSeed(context.plan, { ordinal: ticket.ordinal, source, evaluation });
  }
  const isNewVerdict = evaluation !== outcome.evaluation && isByClock(evaluation);
  const clockVerdicts = outcome.clockVerdicts + Number(isNewVerdict);
  await addProgram(context, ticket, { ...outcome, evaluation, clockVerdicts });
}

/**
 * Whether a duplicate was found before or after the evaluation depends on speed, so the log tells the same
 * in both cases: only the proposer's own trials count.
 */
function duplicateOf(duplicate: string, outcome: Candidate | Dropped): Dropped {
  const { trials, clockVerdicts, spending, proposeSeconds } = outcome;
  const { note, proposalDetail } =
    outcome.type === 'dropped'
      ? outcome
      : { note: outcome.proposal.note, proposalDetail: outcome.proposal.detail };
  const dropped = { type: 'dropped', reason: 'duplicate', detail: duplicate } as const;
  const spent = { trials, screening: 0, clockVerdicts, spending, proposeSeconds };
  return { ...dropped, note, proposalDetail, ...spent };
}

async function drop({ recorder }: CommitContext, ticket: Ticket, dropped: Dropped): Promise<void> {
  const { reason, detail, cause, note, proposalDetail } = dropped;
  const { trials, screening, clockVerdicts, spending, proposeSeconds } = dropped;
  const kept = storedDetail(proposalDetail);
  await recorder.record(
    {
      type: 'proposal-dropped',
      ...askFields(ticket),
      proposer: nameOf(ticket),
      reason,
      detail,
      cause,
      note,
      ...kept.field,
      spending,
      evaluations: trials + screening,
      ...clockVerdictsField(clockVerdicts),
      proposeSeconds,
    },
    kept.texts,
  );
}

async function takeAdvice(
  { recorder }: CommitContext,
  ticket: Ticket,
  {
    notes,
    proposalDetail,
    spending,
    proposeSeconds,
  }: Extract<CandidateOutcome, { type: 'advice' }>,
): Promise<void> {
  const kept = storedDetail(proposalDetail);
  const advisor = nameOf(ticket);
  await recorder.record(
    {
      type: 'advice-taken',
      ...askFields(ticket),
      advisor,
      notes,
      ...kept.field,
      spending,
      proposeSeconds,
    },
    kept.texts,
  );
}

/** A proposer's detail for the log, as a text of its own. */
function storedDetail(proposalDetail: Json | undefined): {
  readonly field: { readonly detailHash?: string };
  readonly texts: readonly string[];
} {
  if (proposalDetail === undefined) return { field: {}, texts: [] };
  const text = canonicalJson(proposalDetail);
  return { field: { detailHash: hashText(text) }, texts: [text] };
}

function askFields({
  ordinal,
  askedAfter,
  selection,
}: Ticket): Pick<Unplaced, 'ordinal' | 'askedAfter' | 'island' | 'selection'> {
  const { island, parent, inspirations } = selection;
  return { ordinal, askedAfter, island, selection: { parent, inspirations } };
}

/** Measures a would-be champion once more, with its decisions replayed in a clean process. */
export async function audited(
  { plan, state, signal }: Pick<CommitContext, 'plan' | 'state' | 'signal'>,
  source: Source,
  evaluation: Evaluation,
): Promise<Evaluation> {
  if (evaluation.status !== 'scored') return evaluation;
  if (evaluation.fitness <= (state.progress.best?.fitness ?? -Infinity)) return evaluation;
  const job = { source, split: 'train' };
  const failed = await auditOf(evaluation, job, (audit) => plan.queue.submit(audit, signal));
  return failed ?? evaluation;
}

async function addProgram(
  context: CommitContext,
  ticket: Ticket,
  outcome: Candidate,
): Promise<void> {
  const { plan, state, recorder, library, comparison } = context;
  const texts = {
    source: canonicalJson(outcome.proposal.source),
    evaluation: canonicalJson(withoutTimes(outcome.evaluation)),
  };
  const kept = storedDetail(outcome.proposal.detail);
  const added = describe(plan, ticket, { outcome, texts });
  library.put(added.sourceHash, texts.source);
  library.put(added.evaluationHash, texts.evaluation);
  const { place, changes } = state.place(added);
  const blobs = [texts.source, texts.evaluation, ...kept.texts];
  await recorder.recordAll([{ ...added, ...kept.field, ...place }, ...changes], blobs);
  if (state.progress.pendingValidation === added.id) await validate(added.id, comparison);
}

/** The event of a program, before the search has placed it. */
function describe(
  plan: RunPlan,
  ticket: Ticket,
  { outcome, texts }: { outcome: Candidate; texts: { source: string; evaluation: string } },
): Unplaced {
  const { proposal, evaluation, normalHash, trials, screening, clockVerdicts } = outcome;
  return {
    type: 'program-added',
    ...askFields(ticket),
    id: `p${ticket.ordinal}`,
    parents: proposal.parents,
    proposer: nameOf(ticket),
    note: proposal.note,
    sourceHash: hashText(texts.source),
    normalHash,
    status: evaluation.status,
    reason: evaluation.status === 'scored' ? undefined : evaluation.reason,
    ...(isByClock(evaluation) ? { byClock: true } : {}),
    ...clockVerdictsField(clockVerdicts),
    ...measuresOf(plan, proposal.source, evaluation),
    evaluations: 1 + trials + screening,
    spending: outcome.spending,
    evaluationHash: hashText(texts.evaluation),
    proposeSeconds: outcome.proposeSeconds,
    evaluateSeconds: outcome.evaluateSeconds,
  };
}
