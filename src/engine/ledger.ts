import type { CallReserved, CallSettled, ModelSpending } from '../core/events.ts';
import type { Spending } from '../core/model.ts';
import { createOverruns, type Overruns } from './overruns.ts';
import { addSpending, NO_SPENDING } from './spending.ts';

/** A reply of this run. */
export interface RecordedReply {
  /** Content address of the Completion. */
  readonly replyHash: string;
  readonly spent: ModelSpending;
}

/**
 * The spending of a run on models: a fold over its call events. An open call counts at its worst, so
 * that the total never lies below what providers may bill.
 */
export interface Ledger {
  /** Of all calls, open ones at their worst. */
  total(): Spending;
  /** Of the calls for one candidate, open ones at their worst. */
  drawnBy(ordinal: number): Spending;
  /** Calls without a settlement, oldest first. */
  open(): readonly CallReserved[];
  readonly overruns: Omit<Overruns, 'add'>;
  /** The replies to this key. */
  reply(key: string): RecordedReply | undefined;
  /** Number of the next call. */
  nextCall(): number;
  apply(event: CallReserved | CallSettled): void;
}

/** An empty ledger. */
export function createLedger(): Ledger {
  const open = new Map<number, CallReserved>();
  const drawn = new Map<number, Spending>();
  const replies = new Map<string, RecordedReply>();
  const overruns = createOverruns();
  let total = NO_SPENDING;
  let calls = 0;
  const book = (ordinal: number, spending: Spending, factor = 1): void => {
    total = addSpending(total, spending, factor);
    drawn.set(ordinal, addSpending(drawn.get(ordinal) ?? NO_SPENDING, spending, factor));
  };
  return {
    total: () => total,
    drawnBy: (ordinal) => drawn.get(ordinal) ?? NO_SPENDING,
    open: () => [...open.values()],
    overruns,
    reply: (key) => replies.get(key),
    nextCall: () => calls + 1,
    apply(event) {
      if (event.type === 'call-reserved') {
        calls += 1;
        open.set(event.call, event);
        book(event.ordinal, event.worst);
        return;
      }
      const reserved = open.get(event.call);
      if (reserved === undefined) return;
      open.delete(event.call);
      book(reserved.ordinal, reserved.worst, -1);
      book(reserved.ordinal, event.spent);
      overruns.add(reserved, event);
      const { replyHash, spent, seconds } = event;
      if (replyHash !== undefined) {
        replies.set(reserved.key, { replyHash, spent: { ...spent, seconds } });
      }
    },
  };
}
