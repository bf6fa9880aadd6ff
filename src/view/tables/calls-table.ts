import type { CallReserved, CallSettled } from '../../core/events.ts';
import type { LoggedEvent } from '../../core/store.ts';
import type { RunTable, TableRow } from './run-table.ts';

/** A row a call to a model, in the order in which they ended; those without an end come last. */
export const callsTable: RunTable = {
  name: 'calls',
  columns: [
    { name: 'run', type: 'text' },
    { name: 'call', type: 'integer' },
    { name: 'ordinal', type: 'integer' },
    { name: 'model', type: 'text' },
    { name: 'title', type: 'text' },
    { name: 'outcome', type: 'text' },
    { name: 'asked_at', type: 'time' },
    { name: 'ended_at', type: 'time' },
    { name: 'seconds', type: 'number' },
    { name: 'tokens', type: 'integer' },
    { name: 'usd', type: 'number' },
    { name: 'input_tokens', type: 'integer' },
    { name: 'cached_input_tokens', type: 'integer' },
    { name: 'output_tokens', type: 'integer' },
    { name: 'reasoning_tokens', type: 'integer' },
    { name: 'failure', type: 'text' },
    { name: 'message', type: 'text' },
  ],
  async *rows({ id: run, events }) {
    const open = new Map<number, Asked>();
    for await (const { event, at } of events()) {
      if (event.type === 'call-reserved') open.set(event.call, { reserved: event, at });
      if (event.type !== 'call-settled') continue;
      const asked = open.get(event.call);
      if (asked === undefined) continue;
      open.delete(event.call);
      yield { run, ...askedCells(asked), ...endedCells(event, at) };
    }
    for (const asked of open.values()) yield { run, ...askedCells(asked), ...openCells(asked) };
  },
};

interface Asked {
  readonly reserved: CallReserved;
  readonly at: LoggedEvent['at'];
}

function askedCells({ reserved, at }: Asked): TableRow {
  const { call, ordinal, model, title } = reserved;
  return { call, ordinal, model, title, asked_at: at };
}

function endedCells(
  { outcome, seconds, spent, usage, failure }: CallSettled,
  at: number,
): TableRow {
  return {
    outcome,
    ended_at: at,
    seconds,
    tokens: spent.tokens,
    usd: spent.usd,
    ...usageCells(usage),
    failure: failure?.kind ?? null,
    message: failure?.message ?? null,
  };
}

function usageCells(usage: CallSettled['usage']): TableRow {
  return {
    input_tokens: usage?.input ?? null,
    cached_input_tokens: usage?.cachedInput ?? null,
    output_tokens: usage?.output ?? null,
    reasoning_tokens: usage?.reasoning ?? null,
  };
}

/** The most that it can cost. */
function openCells({ reserved }: Asked): TableRow {
  return {
    outcome: 'open',
    tokens: reserved.worst.tokens,
    usd: reserved.worst.usd,
    ...usageCells(undefined),
  };
}
