import { expect, test } from 'vitest';
import { runSameSeed } from '../../bench/determinism/same-seed.ts';

/** So many that p61 is among them, which needs seconds; `npm run bench:determinism` has 24 runs of 200. */
const evaluations = 172;

test('the same seed gives the same archive at any speed and with any slots, and no clock decides', async () => {
  const found = [];
  for (const [slots, busy] of [
    [1, 0],
    [2, 4],
    [4, 0],
    [8, 4],
  ] as const) {
    found.push(await runSameSeed({ slots, busy, evaluations }));
  }
  expect(new Set(found.map(({ archiveHash }) => archiveHash)).size).toBe(1);
  expect(found.map(({ clockVerdicts }) => clockVerdicts)).toEqual([0, 0, 0, 0]);
}, 900_000);
