import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../src/core/events.ts';
import type { LoggedEvent } from '../../src/core/store.ts';
import { archiveHash, logHash } from '../../src/view/run-hash.ts';
import { added, logged, scored, started, syntheticRun } from '../report/synthetic-run.ts';

const base: readonly RunEvent[] = [
  started(),
  { type: 'baseline-measured', name: 'seed:a', split: 'train', evaluation: scored(110) },
  added(0),
  added(1, { fitness: -90 }),
  { type: 'run-finished', reason: 'evaluations' },
];

function changed(index: number, change: object): LoggedEvent[] {
  return logged(base.map((event, at) => (at === index ? { ...event, ...change } : event)));
}

describe('log hash', () => {
  test('is the same for two runs that differ in times, hosts, slots and pauses', async () => {
    const expected = await logHash(logged(base));
    const pause: readonly RunEvent[] = [
      { type: 'run-paused', reason: 'SIGTERM' },
      { type: 'run-resumed', programs: 1 },
    ];
    const slow = { cost: { wallSeconds: 9, cpuSeconds: 9, decisions: 9 } };
    const same = [
      logged(base, 9999),
      logged([...base.slice(0, 3), ...pause, ...base.slice(3)]),
      changed(0, { host: { cores: 64 } }),
      changed(0, { config: { ...Object(configOf(base[0])), slots: { proposal: 8 } } }),
      changed(0, {
        config: { ...Object(configOf(base[0])), replies: { from: '/a', misses: 'fail' } },
      }),
      changed(1, { evaluation: { ...scored(110), ...slow } }),
      changed(2, { proposeSeconds: 5, evaluateSeconds: 7 }),
      changed(4, { head: 'of another file' }),
    ];
    for (const events of same) expect(await logHash(events)).toBe(expected);
  });

  test('changes with everything that a run decided', async () => {
    const different = [
      changed(0, { seed: '8' }),
      changed(0, { config: { problem: 'other' } }),
      changed(1, { evaluation: scored(111) }),
      changed(2, { fitness: -100.000001 }),
      changed(2, { sourceHash: 'x' }),
      changed(3, { parents: [] }),
      changed(3, { askedAfter: 0 }),
      changed(4, { reason: 'plateau' }),
      logged(base.slice(0, -1)),
      logged([...base.slice(0, 2), ...base.slice(2, 4).toReversed(), ...base.slice(4)]),
      [],
    ];
    const hashes = await Promise.all([logged(base), ...different].map((events) => logHash(events)));
    expect(new Set(hashes).size).toBe(different.length + 1);
  });

  test('does not say where files lie from the folder of the run, but what is in them', async () => {
    const place = (from: string, digest = 'a'): Promise<string> =>
      logHash(
        changed(0, {
          config: { problem: `${from}/mine/problem.ts`, proposers: [`${from}/p.ts`, 'genetic'] },
          plugIns: { [`${from}/p.ts`]: digest, [`${from}/q.ts`]: 'b' },
        }),
      );
    expect(await place('../..')).toBe(await place('../../../elsewhere'));
    expect(await place('../..')).not.toBe(await place('../..', 'c'));
    // Logs with absolute paths keep their hash, of which the paths are a part.
    expect(await place('/a')).not.toBe(await place('/b'));
  });

  test('is 64 hexadecimal digits of a whole run', async () => {
    expect(await logHash(syntheticRun(50))).toMatch(/^[0-9a-f]{64}$/);
  });
});

describe('archive hash', () => {
  const elites = [
    { id: 'p4', island: 0, fitness: -1, cell: '0,1' },
    { id: 'p2', island: 1, fitness: -2, cell: '0,1' },
  ];
  const textOf = (id: string) => `text of ${id}`;

  test('does not depend on the order of the elites', () => {
    expect(archiveHash(elites.toReversed(), textOf)).toBe(archiveHash(elites, textOf));
  });

  test('changes with a cell, an island, a fitness, a program and its text', () => {
    const [first, second] = elites;
    if (first === undefined || second === undefined) throw new Error('two elites');
    const others = [{ cell: '1,1' }, { island: 1 }, { fitness: -1.5 }, { id: 'p5' }].map((change) =>
      archiveHash([{ ...first, ...change }, second], textOf),
    );
    others.push(
      archiveHash(elites, () => 'same'),
      archiveHash(elites, () => undefined),
    );
    others.push(archiveHash([], textOf));
    expect(new Set([...others, archiveHash(elites, textOf)]).size).toBe(others.length + 1);
  });
});

function configOf(event: RunEvent | undefined): unknown {
  return event?.type === 'run-started' ? event.config : undefined;
}
