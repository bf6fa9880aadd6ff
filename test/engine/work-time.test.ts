import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { evolve } from '../../src/engine/evolve.ts';
import { openRunStore } from '../../src/store/run-store.ts';
import { loggedOf, toyPlan } from './toy-run.ts';

const DAY_MS = 86_400_000;
const budget = { evaluations: 60, wallSeconds: 600 };

test.each([DAY_MS, -DAY_MS, 400 * DAY_MS])(
  'a clock that jumps by %d ms, in a run and while it rests, ends nothing',
  async (jumpMs) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'adrs-jump-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const { now } = Date;
    let jumped = 0;
    const wall = vi.spyOn(Date, 'now').mockImplementation(() => now.call(Date) + jumped);
    onTestFinished(() => wall.mockRestore());

    const stop = new AbortController();
    const first = openRunStore(folder, { mode: 'create' });
    const onEvent = ({ sequence }: { readonly sequence: number }): void => {
      if (sequence === 20) jumped += jumpMs;
      if (sequence === 40) stop.abort();
    };
    expect(
      await evolve(toyPlan({ store: first, overrides: { budget, onEvent } }), stop.signal),
    ).toEqual({ status: 'paused' });
    await first.close();
    jumped += jumpMs;
    const second = openRunStore(folder, { mode: 'resume' });
    const end = await evolve(
      toyPlan({ store: second, overrides: { budget } }),
      new AbortController().signal,
    );
    const times = (await loggedOf(second)).map(({ elapsedMs }) => elapsedMs);
    await second.close();

    expect(end).toEqual({ status: 'finished', reason: 'evaluations' });
    expect(times.toSorted((a, b) => a - b)).toEqual(times);
    expect(times.at(-1)).toBeLessThan(60_000);
  },
);
