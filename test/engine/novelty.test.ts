import { describe, expect, test } from 'vitest';
import type { Objection, Proposer } from '../../src/core/proposer.ts';
import { ProposalError } from '../../src/core/errors.ts';
import type { RunEvent } from '../../src/core/events.ts';
import { evolve } from '../../src/engine/evolve.ts';
import { replay } from '../../src/engine/replay.ts';
import type { Novelty, RunPlan } from '../../src/engine/run-plan.ts';
import { encodeVector } from '../../src/models/vector.ts';
import { memoryStore } from '../../src/testing/memory-store.ts';
import { scriptedModel } from '../../src/testing/scripted-model.ts';
import { eventsOf, textOf, toyPlan, valueOf } from './toy-run.ts';

const calm = new AbortController().signal;

/** Offers the values of a list in order and heeds what a review says. */
function lister(values: readonly number[], heard: Objection[] = []): Proposer {
  return {
    name: 'list@m',
    model: 'm',
    maxEvaluations: 0,
    async propose({ parent, ordinal }, { review }) {
      const source = textOf(values[ordinal - 2] ?? ordinal + 0.5);
      const objection = await review(source);
      if (objection !== undefined) heard.push(objection);
      if (objection !== undefined) throw new ProposalError(`${objection.kind}: ${objection.text}`);
      return { source, parents: parent ? [parent.id] : [], note: 'next' };
    },
  };
}

function planOf(proposer: Proposer, changes: Partial<RunPlan>): RunPlan {
  const overrides = { window: 1, ...changes };
  return toyPlan({ proposers: [proposer], evaluations: 8, overrides, ...changes });
}

/** Alike when they differ by less than a tenth. */
const byValue: Novelty = {
  threshold: (island) => (island === 0 ? 0.9 : 0.999),
  sketch: (source) => Uint32Array.of(Math.round(valueOf(source) * 1_000)),
  similarity: (a, b) => 1 - Math.abs((a[0] ?? 0) - (b[0] ?? 0)) / 1_000,
};

const dropped = (events: readonly RunEvent[]): readonly string[] =>
  events.flatMap((event) => (event.type === 'proposal-dropped' ? [event.detail] : []));

describe('a review', () => {
  test('objects to what does nothing new, and names the program with its result', async () => {
    const heard: Objection[] = [];
    const store = memoryStore();
    await evolve(planOf(lister([0, 6], heard), { store }), calm);
    const kinds = heard.map(({ kind }) => kind);
    expect(kinds.length).toBe(2);
    expect(kinds.every((kind) => kind === 'no-op' || kind === 'duplicate')).toBe(true);
    expect(dropped(await eventsOf(store))).toHaveLength(2);
  });

  test('passes on what the inspection says', async () => {
    const stop = new AbortController();
    let asked = 0;
    const inspect = (): Promise<Objection> => {
      asked += 1;
      // Nothing ever passes, so somebody must end the run; by now the first are in the log.
      if (asked === 40) stop.abort();
      return Promise.resolve({ kind: 'types', text: 'policy.ts:1:1 no' });
    };
    const store = memoryStore();
    await evolve(planOf(lister([1, 2]), { store, inspect }), stop.signal);
    expect(dropped(await eventsOf(store))[0]).toBe('types: policy.ts:1:1 no');
  });

  test('shows the inspection what a program was made from', async () => {
    const parents: unknown[] = [];
    const inspect: RunPlan['inspect'] = async (_source, { parent }) => {
      parents.push(parent?.files['policy.ts']);
      return undefined;
    };
    await evolve(planOf(lister([1, 2]), { store: memoryStore(), inspect }), calm);
    expect(parents.length).toBeGreaterThan(0);
    expect(parents.every((text) => typeof text === 'string' && text !== '')).toBe(true);
  });

  test('objects to a program too similar to one of its island, by the threshold of the island', async () => {
    const store = memoryStore();
    const values = [0.05, 6.05, 0.05, 6.05, 0.05, 6.05];
    await evolve(planOf(lister(values), { store, novelty: byValue }), calm);
    const [first] = dropped(await eventsOf(store));
    expect(first).toMatch(
      /too-similar: this is 9\d\.\d % the same as p[01], which has a fitness of/,
    );
    await replay(planOf(lister(values), { store, novelty: byValue }));
  });

  test('compares vectors of programs where a model for them is given, each paid for once', async () => {
    const embedder = scriptedModel({
      name: 'vectors',
      replies: ({ messages }) => {
        const value = Number(messages[0]?.text);
        return encodeVector([Math.cos(value), Math.sin(value)]);
      },
    });
    const novelty: Novelty = {
      ...byValue,
      threshold: () => 2,
      embedding: { model: embedder, threshold: 0.999 },
    };
    const store = memoryStore();
    const heard: Objection[] = [];
    const turn = 2 * Math.PI;
    // The same direction after a whole turn.
    const values = [1, 1 + turn, 1 + 2 * turn, 2, 3, 4];
    await evolve(planOf(lister(values, heard), { store, novelty }), calm);
    expect(heard.map(({ kind }) => kind)).toContain('too-similar');
    const calls = (await eventsOf(store)).filter(({ type }) => type === 'call-reserved').length;
    expect(embedder.requests).toHaveLength(calls);
    expect(new Set(embedder.requests.map(({ key }) => key)).size).toBe(calls);
  });
});
