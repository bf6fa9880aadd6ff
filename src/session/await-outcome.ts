import type { AdviceTaken, ProgramAdded, ProposalDropped } from '../core/events.ts';
import type { LoggedEvent } from '../core/store.ts';
import { pause } from '../models/pause.ts';
import { openRunStore } from '../store/run-store.ts';

/** What became of the proposal that a reply was for; `asked-again`: its model is asked once more about it. */
export type ReplyOutcome =
  | ProgramAdded
  | ProposalDropped
  | AdviceTaken
  | { readonly type: 'asked-again' };

export interface AwaitOutcome {
  /** The run's folder, absolute. */
  readonly folder: string;
  /** Beginning of the key of the request that was answered. */
  readonly keyStart: string;
  /** By the clock of `performance`. */
  readonly giveUpAt: number;
  readonly signal: AbortSignal;
}

const POLL_MS = 250;

/** Reads the log of a live run until it tells what a reply brought; undefined when it does not in time. Throws StoreError. */
export async function awaitOutcome(wanted: AwaitOutcome): Promise<ReplyOutcome | undefined> {
  const store = openRunStore(wanted.folder, { mode: 'read' });
  const watch = createWatch(wanted.keyStart);
  let from = 0;
  const readOn = async (): Promise<ReplyOutcome | undefined> => {
    for await (const logged of store.read(from)) {
      from = logged.sequence;
      const outcome = watch(logged);
      if (outcome !== undefined) return outcome;
    }
    return undefined;
  };
  try {
    for (;;) {
      const outcome = await readOn();
      if (outcome !== undefined) return outcome;
      const leftMs = wanted.giveUpAt - performance.now();
      if (leftMs <= 0) return undefined;
      await pause(Math.min(POLL_MS, leftMs), wanted.signal);
    }
  } finally {
    await store.close();
  }
}

function createWatch(keyStart: string): (logged: LoggedEvent) => ReplyOutcome | undefined {
  let ordinal: number | undefined;
  let call: number | undefined;
  let isSettled = false;
  return ({ event }) => {
    if (event.type === 'call-reserved') {
      if (isSettled && event.ordinal === ordinal) return { type: 'asked-again' };
      if (event.key.startsWith(keyStart)) ({ ordinal, call } = event);
    }
    if (event.type === 'call-settled' && event.call === call) isSettled = true;
    return 'askedAfter' in event && event.ordinal === ordinal ? event : undefined;
  };
}
