import type { RunEvent } from '../core/events.ts';
import type { Store } from '../core/store.ts';
import type { EventListener } from './run-plan.ts';
import type { RunState } from './run-state.ts';

/** Appends that may be under way before recording waits for the disk. */
const MAX_PENDING = 1_000;

/** Remembers and records events in one tick, so that state and log cannot differ. */
export interface Recorder {
  /** Resolves at once unless the disk is far behind. Throws the error of an earlier failed append. */
  record(event: RunEvent, blobs?: readonly string[]): Promise<void>;
  /** The same for events that the log holds all or none of. */
  recordAll(events: readonly RunEvent[], blobs?: readonly string[]): Promise<void>;
  /** Resolves when everything recorded is safe. */
  flush(): Promise<void>;
}

interface RecorderOptions {
  readonly store: Store;
  readonly state: RunState;
  readonly onEvent: EventListener | undefined;
  /** Called once, when the log can take no more. */
  readonly onFailure: (error: unknown) => void;
}

/** A recorder over an open store. */
export function createRecorder(options: RecorderOptions): Recorder {
  const { store, state, onEvent, onFailure } = options;
  let pending = 0;
  let latest: Promise<void> = Promise.resolve();
  let failure: { readonly error: unknown } | undefined;
  const append = async (events: readonly RunEvent[], blobs: readonly string[]): Promise<void> => {
    pending += 1;
    try {
      await store.append(events, blobs);
    } catch (error) {
      if (failure === undefined) onFailure(error);
      failure ??= { error };
    } finally {
      pending -= 1;
    }
  };
  const throwFailure = (): void => {
    if (failure !== undefined) throw failure.error;
  };
  const recordAll: Recorder['recordAll'] = async (events, blobs = []) => {
    throwFailure();
    const sequence = state.progress.events + 1;
    for (const event of events) state.apply(event);
    latest = append(events, blobs);
    const times = { at: Date.now(), elapsedMs: store.elapsedMs() };
    for (const [index, event] of events.entries()) {
      onEvent?.({ sequence: sequence + index, ...times, event }, true);
    }
    if (pending > MAX_PENDING) await latest;
    throwFailure();
  };
  return {
    record: (event, blobs) => recordAll([event], blobs),
    recordAll,
    async flush() {
      await latest;
      throwFailure();
    },
  };
}
