import type { CallReserved, CallSettled, RunEvent } from '../core/events.ts';
import type { Spending } from '../core/model.ts';

/** One model call as the log records it. */
export interface CallRecord {
  readonly call: number;
  readonly key: string;
  readonly model: string;
  readonly title: string;
  readonly messagesHash: string;
  /** `open`: no end of it is known. */
  readonly outcome: CallSettled['outcome'] | 'open';
  /** The most it can cost while it is open. */
  readonly spent: Spending;
  /** 0 while it is open. */
  readonly seconds: number;
  readonly replyHash: string | null;
  readonly failure: NonNullable<CallSettled['failure']> | null;
}

/** The calls for some candidates. */
export interface CallRecords {
  add(event: RunEvent): void;
  /** In the order in which they were reserved. */
  of(ordinal: number): readonly CallRecord[];
}

/** Keeps the calls of every ordinal that is `wanted`, and drops the others. */
export function createCallRecords(wanted: (ordinal: number) => boolean): CallRecords {
  const reserved = new Map<number, CallReserved[]>();
  const settled = new Map<number, CallSettled>();
  const open = new Set<number>();
  return {
    add(event) {
      if (event.type === 'call-reserved' && wanted(event.ordinal)) {
        open.add(event.call);
        const before = reserved.get(event.ordinal);
        if (before === undefined) reserved.set(event.ordinal, [event]);
        else before.push(event);
      }
      if (event.type === 'call-settled' && open.delete(event.call)) settled.set(event.call, event);
    },
    of: (ordinal) =>
      (reserved.get(ordinal) ?? []).map((event) => recordOf(event, settled.get(event.call))),
  };
}

function recordOf(reserved: CallReserved, settled: CallSettled | undefined): CallRecord {
  const { call, key, model, title, messagesHash, worst } = reserved;
  const named = { call, key, model, title, messagesHash };
  if (settled === undefined) {
    const unknown = { seconds: 0, replyHash: null, failure: null };
    return { ...named, outcome: 'open', spent: worst, ...unknown };
  }
  const { outcome, spent, seconds, replyHash, failure } = settled;
  return {
    ...named,
    outcome,
    spent,
    seconds,
    replyHash: replyHash ?? null,
    failure: failure ?? null,
  };
}
