import { StoreError } from '../core/errors.ts';
import type { RunEvent } from '../core/events.ts';
import type { LoggedEvent, Store } from '../core/store.ts';
import { hashOf, hashText } from '../core/hash.ts';
import { EMPTY_HEAD } from '../store/chain.ts';
import { createWorkClock } from '../store/work-clock.ts';

/** A store that forgets everything when the process ends, for tests and for runs whose log nobody keeps. */
export function memoryStore(): Store {
  const log: LoggedEvent[] = [];
  const tail = createTail();
  const texts = new Map<string, string>();
  let isOpen = true;

  function demandOpen(): void {
    if (!isOpen) throw new StoreError('the store is closed', { hint: 'make another one' });
  }

  return {
    // Async, so that a refusal is a rejection.
    async append(events, blobs = []) {
      demandOpen();
      const copies = events.map(copyOf);
      for (const text of blobs) texts.set(hashText(text), text);
      for (const event of copies) log.push({ sequence: log.length + 1, ...tail.add(event) });
      await Promise.resolve();
    },
    async *read(from = 0) {
      demandOpen();
      // By index, since the log may grow while it is read.
      for (let index = from; index < log.length; index += 1) {
        const entry = log[index];
        if (entry !== undefined) yield entry;
        await Promise.resolve();
      }
    },
    blob(hash) {
      demandOpen();
      return texts.get(hash);
    },
    has: (hash) => texts.has(hash),
    hashes: () => [...texts.keys()],
    head: tail.head,
    elapsedMs: tail.elapsedMs,
    close() {
      isOpen = false;
      return Promise.resolve();
    },
  };
}

interface Tail extends Pick<Store, 'head' | 'elapsedMs'> {
  add(event: RunEvent): Omit<LoggedEvent, 'sequence'>;
}

function createTail(): Tail {
  const clock = createWorkClock(0);
  let head = EMPTY_HEAD;
  return {
    add(event) {
      if (event.type === 'run-resumed') clock.resume();
      const timed = { at: Date.now(), elapsedMs: clock.now(), event };
      head = hashOf([head, timed]);
      return timed;
    },
    head: () => head,
    elapsedMs: () => clock.now(),
  };
}

/** The log's own copy: what the caller does with the event later does not change it. */
function copyOf(event: RunEvent): RunEvent {
  demandFinite(event, event.type);
  return structuredClone(event);
}

/** A file would turn NaN and infinities into null. */
function demandFinite(value: unknown, where: string): void {
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new StoreError(`cannot record ${value} in ${where}`, {
      hint: 'the part of adrs or the plugin that made the value broke its contract',
    });
  }
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) demandFinite(member, `${where}.${key}`);
}
