import { StoreError } from './errors.ts';
import type { RunEvent } from './events.ts';
import type { LoggedEvent, Store } from './store.ts';

/** Content addresses of the texts that an event refers to. */
// oxlint-disable-next-line complexity -- one branch an event, so that a new one must say which texts it has
export function textsOf(event: RunEvent): readonly string[] {
  switch (event.type) {
    case 'program-added':
      return present([event.sourceHash, event.evaluationHash, event.detailHash]);
    case 'proposal-dropped':
    case 'advice-taken':
      return present([event.detailHash]);
    case 'call-reserved':
      return [event.messagesHash];
    case 'call-settled':
      return present([event.replyHash]);
    case 'best-exported':
      return [event.sourceHash, event.exportedHash];
    case 'program-remeasured':
      return [event.evaluationHash];
    case 'run-started':
    case 'baseline-measured':
    case 'elites-changed':
    case 'program-validated':
    case 'test-measured':
    case 'run-paused':
    case 'run-resumed':
    case 'run-finished':
      return [];
  }
}

function present(addresses: readonly (string | undefined)[]): readonly string[] {
  return addresses.filter((address) => address !== undefined);
}

/**
 * A check that throws StoreError unless the store has every text that an event refers to. What it has is asked once:
 * a question a text would be a third of what reading a log takes.
 */
export function createTextCheck(
  store: Pick<Store, 'has' | 'hashes'>,
): (logged: LoggedEvent) => void {
  const known = new Set(store.hashes());
  return ({ sequence, event }) => {
    // Another process may have added texts since.
    const missing = textsOf(event).find((hash) => !known.has(hash) && !store.has(hash));
    if (missing === undefined) return;
    throw new StoreError(`event ${sequence} refers to the text ${missing}, which is missing`, {
      hint: 'something else changed the file; restore the folder of the run from a copy',
    });
  };
}
