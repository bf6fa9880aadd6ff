import { once } from 'node:events';
import { ModelError, wasSent } from '../core/errors.ts';
import type { CallFailure, CallSettled, ModelSpending } from '../core/events.ts';
import type { Store } from '../core/store.ts';
import { hashOf, hashText } from '../core/hash.ts';
import { canonicalJson } from '../core/json.ts';
import type {
  Answer,
  Completion,
  LanguageModel,
  ModelRequest,
  Question,
  Spending,
} from '../core/model.ts';
import { usdOf, worstOf } from '../models/cost.ts';
import { withRetry } from '../models/with-retry.ts';
import type { Ledger } from './ledger.ts';
import { readCompletion } from './program-library.ts';
import type { Recorder } from './recorder.ts';
import type { CallPolicy, RecordedAttempt } from './run-plan.ts';
import { addSpending, isBeyond, NO_SPENDING } from './spending.ts';

/** Asks models for candidates: no request leaves before it is reserved, no reply is paid twice. */
export interface ModelGateway {
  /** The calls for one candidate. */
  callsFor(ordinal: number, signal: AbortSignal): CandidateCalls;
  /** Settles the calls that an earlier process left open; they may have been billed. */
  settleLost(): Promise<void>;
}

export interface CandidateCalls {
  readonly complete: (model: LanguageModel, question: Question) => Promise<Answer>;
  /** Replies of this run to questions that another candidate asked first. */
  readonly recorded: (
    model: LanguageModel,
    question: Question,
    ordinal: number,
  ) => Completion | undefined;
  /** Of the replies so far; undefined when there are none. */
  readonly spending: () => ModelSpending | undefined;
}

interface ModelGatewayOptions {
  /** That of now: a resumed run may have another. */
  readonly policy: () => CallPolicy;
  readonly store: Pick<Store, 'blob'>;
  readonly recorder: Recorder;
  readonly ledger: Ledger;
  /** Ordinals that the followed run committed; undefined where none is followed. */
  readonly followed?: ReadonlySet<number> | undefined;
  /** Whether a candidate's next call fits into the budget. */
  readonly mayDraw: (ordinal: number, worst: Spending) => boolean;
}

/** A gateway over an open run. */
export function createModelGateway(options: ModelGatewayOptions): ModelGateway {
  return {
    callsFor: (ordinal, signal) => createCandidateCalls({ ...options, ordinal, signal }),
    async settleLost() {
      for (const { call, worst } of options.ledger.open()) {
        const lost = { outcome: 'lost', spent: worst, seconds: 0 } as const;
        await options.recorder.record({ type: 'call-settled', call, ...lost });
      }
    },
  };
}

interface CandidateOptions extends ModelGatewayOptions {
  readonly ordinal: number;
  readonly signal: AbortSignal;
}

function createCandidateCalls(options: CandidateOptions): CandidateCalls {
  const { ledger, store, ordinal, signal } = options;
  const asked = new Map<string, number>();
  let spending: ModelSpending | undefined;
  return {
    spending: () => spending,
    recorded: (model, question, asker) =>
      recall(keyOf(baseOf(model, question), asker, 0), { ledger, store }),
    async complete(model, question) {
      signal.throwIfAborted();
      // The same question asked again within a candidate is another sample.
      const base = baseOf(model, question);
      const sample = asked.get(base) ?? 0;
      asked.set(base, sample + 1);
      const key = keyOf(base, ordinal, sample);
      const completion =
        recall(key, { ledger, store }) ?? (await ask(model, { ...question, key }, options));
      spending = sumOf(spending, ledger.reply(key)?.spent);
      return { ...completion, key };
    },
  };
}

function baseOf({ identity }: LanguageModel, { messages }: Question): string {
  return hashOf({ model: identity, messages });
}

function keyOf(base: string, ordinal: number, sample: number): string {
  return hashOf({ base, ordinal, sample });
}

function sumOf(total: ModelSpending | undefined, spent: ModelSpending | undefined): ModelSpending {
  const seconds = (total?.seconds ?? 0) + (spent?.seconds ?? 0);
  return { ...addSpending(total ?? NO_SPENDING, spent ?? NO_SPENDING), seconds };
}

/** Replies that this run received in an earlier process. */
function recall(
  key: string,
  { ledger, store }: Pick<ModelGatewayOptions, 'ledger' | 'store'>,
): Completion | undefined {
  const reply = ledger.reply(key);
  return reply === undefined ? undefined : readCompletion(store, reply.replyHash);
}

/** Asks until there is a reply or no attempt is left; each attempt is a call of its own. */
async function ask(
  model: LanguageModel,
  request: ModelRequest,
  options: CandidateOptions,
): Promise<Completion> {
  const { signal } = options;
  const policy = options.policy();
  const recorded = policy.replies?.find(request.key);
  if (recorded !== undefined && recorded.length > 0) {
    const left = [...recorded];
    const replaying = {
      ...model,
      complete: () => replayAttempt(left.shift(), { model, request, options }),
    };
    const patience = { ...policy.retry, sleep: () => Promise.resolve() };
    return withRetry(replaying, patience).complete(request, signal);
  }
  if (policy.misses === 'fail') return unanswered({ model, request, options });
  const metered = {
    ...model,
    complete: (question: ModelRequest) => meter({ model, request: question, options }),
  };
  return withRetry(metered, policy.retry).complete(request, signal);
}

/**
 * A question without a recorded reply. A candidate that the followed run did not bring to an end was cut
 * off there in mid-call, and is here. Throws ModelError for any other.
 */
async function unanswered({ model, request, options }: Call): Promise<never> {
  const { followed, ordinal, signal } = options;
  if (followed === undefined || followed.has(ordinal)) throw missing(model, request);
  signal.throwIfAborted();
  await once(signal, 'abort');
  throw signal.reason;
}

function missing(model: LanguageModel, { title, key }: ModelRequest): ModelError {
  return new ModelError(
    `no reply of ${model.name} to "${title}" (${key.slice(0, 12)}) is recorded`,
    {
      kind: 'missing-reply',
      hint: 'the run differs from the recorded one; leave out --offline to ask the model',
    },
  );
}

interface Call {
  readonly model: LanguageModel;
  readonly request: ModelRequest;
  readonly options: CandidateOptions;
}

/** One call: reserved, sent, settled. */
async function meter(call: Call): Promise<Completion> {
  const { model, request, options } = call;
  const { signal } = options;
  const worst = worstOf(request.messages, model);
  const stop = options.ledger.overruns.of(model.name);
  if (stop !== undefined) await refuse(call, { kind: 'unavailable', message: stop.text });
  const settle = await reserve(call, worst);
  const startedAt = performance.now();
  const seconds = (): number => (performance.now() - startedAt) / 1_000;
  try {
    const completion = await model.complete(request, signal);
    const { usage } = completion;
    const tokens = usage.input + usage.output;
    const spent = { calls: 1, tokens, usd: usdOf(usage, model.price) };
    const overrun = isBeyond(spent, worst) || undefined;
    await settle({ outcome: 'answered', spent, seconds: seconds(), overrun }, completion);
    return completion;
  } catch (error) {
    if (signal.aborted) await settle({ outcome: 'lost', spent: worst, seconds: seconds() });
    else if (error instanceof ModelError) await settle(failureOf(error, worst, seconds()));
    throw error;
  }
}

function failureOf(error: ModelError, worst: Spending, seconds: number): Settlement {
  const { kind, message, retryAfterMs } = error;
  const sent = { ...NO_SPENDING, calls: wasSent(kind) ? 1 : 0 };
  const spent = error.mayBeBilled ? worst : sent;
  const failure = { kind, message, retryAfterMs };
  return { outcome: 'failed', spent, seconds, failure };
}

/** A call of a recorded run, booked as if it were made again. */
async function replayAttempt(
  attempt: RecordedAttempt | undefined,
  call: Call,
): Promise<Completion> {
  if (attempt === undefined) return unanswered(call);
  const { seconds, ...spent } = attempt.spent;
  const settle = await reserve(call, spent);
  if (attempt.completion !== undefined) {
    const overrun = isBeyond(spent, worstOf(call.request.messages, call.model)) || undefined;
    await settle({ outcome: 'recalled', spent, seconds, overrun }, attempt.completion);
    return attempt.completion;
  }
  const { failure } = attempt;
  await settle({ outcome: 'failed', spent, seconds, failure });
  throw new ModelError(failure.message, failure);
}

type Settlement = Omit<CallSettled, 'type' | 'call' | 'usage' | 'replyHash' | 'adapted'>;
type Settle = (settlement: Settlement, completion?: Completion) => Promise<void>;

/** Books a call at its worst. Throws ModelError when the budget does not cover it. */
async function reserve(call: Call, worst: Spending): Promise<Settle> {
  const { ordinal, mayDraw } = call.options;
  if (mayDraw(ordinal, worst)) return book(call, worst);
  const { calls, tokens, usd } = worst;
  const most = `${calls} call, ${tokens} tokens, ${usd.toFixed(4)} USD`;
  const message = `what is left of the budget does not cover "${call.request.title}", which may cost ${most}`;
  const hint = 'raise budget.usd, budget.tokens or budget.calls';
  return refuse(call, { kind: 'budget', message }, hint);
}

/** Throws ModelError for a call that is not sent, and keeps that for those who replay the run. */
async function refuse(call: Call, failure: CallFailure, hint?: string): Promise<never> {
  const settle = await book(call, NO_SPENDING);
  await settle({ outcome: 'failed', spent: NO_SPENDING, seconds: 0, failure });
  throw new ModelError(failure.message, { kind: failure.kind, hint });
}

/** Records the reservation of a call and waits until it is safe. */
async function book({ model, request, options }: Call, worst: Spending): Promise<Settle> {
  const { ordinal, ledger, recorder } = options;
  const call = ledger.nextCall();
  const messages = canonicalJson(request.messages);
  const { key, title } = request;
  await recorder.record(
    {
      type: 'call-reserved',
      call,
      key,
      ordinal,
      model: model.name,
      title,
      messagesHash: hashText(messages),
      worst,
    },
    [messages],
  );
  await recorder.flush();
  return async (settlement, completion) => {
    const reply = completion === undefined ? undefined : canonicalJson(completion);
    const replyHash = reply === undefined ? undefined : hashText(reply);
    const texts = reply === undefined ? [] : [reply];
    const { usage, adapted } = completion ?? {};
    const settled = {
      type: 'call-settled',
      call,
      ...settlement,
      usage,
      replyHash,
      adapted,
    } as const;
    await recorder.record(settled, texts);
    await recorder.flush();
  };
}
