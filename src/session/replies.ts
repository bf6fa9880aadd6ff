import * as z from 'zod';
import { ConfigError, messageOf, StoreError } from '../core/errors.ts';
import type { CallReserved, CallSettled, RunStarted } from '../core/events.ts';
import type { Store } from '../core/store.ts';
import type { Completion } from '../core/model.ts';
import type { FollowedRun, RecordedAttempt, ReplySource } from '../engine/run-plan.ts';
import { isCommit } from '../engine/progress.ts';
import { openRunStore } from '../store/run-store.ts';
import type { SchemaShape } from '../store/shape.ts';

/** A run whose replies another run takes. Its file stays open until it is disposed of. */
export interface RecordedRun extends AsyncDisposable {
  readonly replies: ReplySource;
  /** The order of its commits and its end. */
  readonly followed: FollowedRun;
  readonly started: RunStarted;
}

/** Reads the log of the run in `folder`, but no texts yet. Throws StoreError and ConfigError. */
export async function openRecordedRun(folder: string): Promise<RecordedRun> {
  const store = openRunStore(folder, { mode: 'read' });
  try {
    const index = await readIndex(store, folder);
    const { started, ordinals, reason } = index;
    return {
      started,
      followed: { ordinals, reason },
      replies: createReplySource(index.attempts, store),
      [Symbol.asyncDispose]: () => store.close(),
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Settlements of each key, in their order. */
type Attempts = ReadonlyMap<string, readonly CallSettled[]>;

interface Index extends FollowedRun {
  readonly started: RunStarted;
  readonly attempts: Attempts;
}

async function readIndex(store: Store, folder: string): Promise<Index> {
  const keys = new Map<number, CallReserved['key']>();
  const attempts = new Map<string, CallSettled[]>();
  const ordinals: number[] = [];
  let started: RunStarted | undefined;
  let reason: FollowedRun['reason'];
  for await (const { event } of store.read()) {
    if (event.type === 'run-started') started = event;
    if (event.type === 'run-finished') reason = event.reason;
    if (event.type === 'call-reserved') keys.set(event.call, event.key);
    if (event.type === 'call-settled') addTo(attempts, keys.get(event.call), event);
    if (isCommit(event)) ordinals.push(event.ordinal);
  }
  if (started !== undefined) return { started, attempts, ordinals, reason };
  throw new ConfigError(`the log of ${folder} holds no run to take replies from`, {
    hint: 'name the folder of a run that has begun',
  });
}

function addTo(
  attempts: Map<string, CallSettled[]>,
  key: string | undefined,
  settled: CallSettled,
): void {
  if (key === undefined || settled.outcome === 'lost') return;
  attempts.set(key, [...(attempts.get(key) ?? []), settled]);
}

/**
 * The outcomes of a run's calls. Where a request was answered, the reply alone counts, for an earlier
 * process may have failed on it; else every failure counts, in order. A lost call decided nothing.
 */
function createReplySource(attempts: Attempts, store: Pick<Store, 'blob'>): ReplySource {
  return {
    find(key) {
      const settled = attempts.get(key);
      if (settled === undefined) return undefined;
      const answered = settled.find(({ replyHash }) => replyHash !== undefined);
      return (answered === undefined ? settled : [answered]).flatMap((one) =>
        attemptOf(one, store),
      );
    },
  };
}

function attemptOf(
  { spent, seconds, replyHash, failure }: CallSettled,
  store: Pick<Store, 'blob'>,
): readonly RecordedAttempt[] {
  const all = { ...spent, seconds };
  if (replyHash !== undefined) {
    return [{ spent: all, completion: readCompletion(store, replyHash) }];
  }
  return failure === undefined ? [] : [{ spent: all, failure }];
}

const tokens = z.int().nonnegative();

const CompletionText = z.object({
  text: z.string(),
  finish: z.enum(['stop', 'length', 'refusal', 'content-filter']),
  usage: z.object({
    input: tokens,
    cachedInput: tokens,
    cacheWrite: tokens,
    output: tokens,
    reasoning: tokens,
  } satisfies SchemaShape<Completion['usage']>),
  answeredBy: z.string(),
  adapted: z.array(z.string()).optional(),
} satisfies SchemaShape<Completion>);

function readCompletion(store: Pick<Store, 'blob'>, hash: string): Completion {
  const text = store.blob(hash);
  if (text === undefined) throw unreadable(hash, 'it is missing');
  try {
    return CompletionText.parse(JSON.parse(text));
  } catch (cause) {
    throw unreadable(hash, messageOf(cause), cause);
  }
}

function unreadable(hash: string, why: string, cause?: unknown): StoreError {
  return new StoreError(`the recorded reply ${hash.slice(0, 12)} cannot be read: ${why}`, {
    cause,
    hint: 'the file of the recorded run was changed from outside; restore it from a copy',
  });
}
