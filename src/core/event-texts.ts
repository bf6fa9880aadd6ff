import { StoreError } from './errors.ts';
import type { LoggedEvent, RunEvent, Store } from './events.ts';

/** Members of events that hold the content address of a text. */
const ADDRESSES = [
  'sourceHash',
  'evaluationHash',
  'detailHash',
  'messagesHash',
  'replyHash',
  'exportedHash',
] as const;

/** Content addresses of the texts that an event refers to. */
export function textsOf(event: RunEvent): readonly string[] {
  const members: Partial<Record<string, unknown>> = { ...event };
  return ADDRESSES.flatMap((name) => {
    const address = members[name];
    return typeof address === 'string' ? [address] : [];
  });
}

/** Throws StoreError unless the store has every text that an event refers to. */
export function requireTexts({ sequence, event }: LoggedEvent, store: Pick<Store, 'has'>): void {
  const missing = textsOf(event).find((hash) => !store.has(hash));
  if (missing === undefined) return;
  throw new StoreError(`event ${sequence} refers to the text ${missing}, which is missing`, {
    hint: 'something else changed the file; restore the folder of the run from a copy',
  });
}
