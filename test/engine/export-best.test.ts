import { expect, test } from 'vitest';
import type { BestExported, RunEvent } from '../../src/core/events.ts';
import type { Store } from '../../src/core/store.ts';
import type { Source } from '../../src/core/program.ts';
import { evolve } from '../../src/engine/evolve.ts';
import { replay } from '../../src/engine/replay.ts';
import type { Tidied, Tidy } from '../../src/engine/run-plan.ts';
import { memoryStore } from '../../src/testing/memory-store.ts';
import { eventsOf, textOf, toyPlan, valueOf } from './toy-run.ts';

const calm = new AbortController().signal;

function isExport(event: RunEvent): event is BestExported {
  return event.type === 'best-exported';
}

interface Exported {
  readonly event: BestExported;
  readonly own: Source;
  readonly exported: Source;
  readonly types: readonly RunEvent['type'][];
}

/** A whole toy run whose best program is tidied like this. */
async function exportedBy(tidy: Tidy): Promise<Exported> {
  const store = memoryStore();
  await evolve(toyPlan({ store, evaluations: 40, overrides: { tidy } }), calm);
  const events = await eventsOf(store);
  const [event, ...others] = events.filter(isExport);
  if (event === undefined) throw new Error('nothing was exported');
  expect(others).toEqual([]);
  const read = (hash: string): Source => JSON.parse(store.blob(hash) ?? 'null');
  return {
    event,
    own: read(event.sourceHash),
    exported: read(event.exportedHash),
    types: events.map(({ type }) => type),
  };
}

/** Another text of the same value. */
function respelt(source: Source): Source {
  return { ...source, files: { ...source.files, 'policy.ts': ` ${source.files['policy.ts']} ` } };
}

const tidied = (source: Source): Tidied => ({ status: 'tidied', source });

test('a tidy text with the same values is exported, measured, before the run is finished', async () => {
  const { event, own, exported, types } = await exportedBy(async (source) =>
    tidied(respelt(source)),
  );
  expect(exported).toEqual(respelt(own));
  expect(event).toMatchObject({ train: { status: 'scored' }, validation: { status: 'scored' } });
  expect(event.reason).toBeUndefined();
  expect(types.slice(-2)).toEqual(['best-exported', 'run-finished']);
});

test('a tidy text with other values is not', async () => {
  const { event, own, exported } = await exportedBy(async (source) =>
    tidied(textOf(valueOf(source) + 1e-9)),
  );
  expect(exported).toEqual(own);
  expect(event.reason).toBe('its tidy form has other values');
});

test('a program that cannot be tidied is exported as it is, and the log says why', async () => {
  const { event, own, exported } = await exportedBy(async () => ({
    status: 'as-it-is',
    reason: 'its types are wrong',
  }));
  expect([exported, event.exportedHash, event.reason]).toEqual([
    own,
    event.sourceHash,
    'its types are wrong',
  ]);
});

test('a tidying can ask whether a text has the same values', async () => {
  const answers: boolean[] = [];
  await exportedBy(async (source, { isSame }) => {
    answers.push(await isSame(respelt(source)), await isSame(textOf(valueOf(source) + 1)));
    return tidied(source);
  });
  expect(answers).toEqual([true, false]);
});

test('a run that stopped right after its export exports no second time, and its log can be replayed', async () => {
  const [first, second] = [memoryStore(), memoryStore()];
  let calls = 0;
  const tidy: Tidy = async (source) => {
    calls += 1;
    return tidied(respelt(source));
  };
  const options = { evaluations: 40, overrides: { tidy } };
  const store: Store = {
    ...first,
    async append(events, blobs) {
      await first.append(events, blobs);
      const kept = events.filter(({ type }) => type !== 'run-finished');
      await second.append(kept, blobs);
    },
  };
  await evolve(toyPlan({ ...options, store }), calm);
  await replay(toyPlan({ ...options, store: second }));
  await evolve(toyPlan({ ...options, store: second }), calm);
  expect(calls).toBe(1);
  expect((await eventsOf(second)).filter(isExport)).toHaveLength(1);
});
