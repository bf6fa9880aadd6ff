import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import * as z from 'zod';
import {
  ADRS,
  adrs,
  createWorkplace,
  start,
  untilSpent,
  type Ended,
  type Workplace,
} from './processes.ts';
import { essenceOf, shown } from './shown-run.ts';

const EVALUATIONS = 60;

let place: Workplace;
let run = '';
let ended: Ended = { code: null, out: '', err: '' };
beforeAll(async () => {
  place = await createWorkplace();
  run = path.join(place.folder, 'strict-1');
  const settings = [...untilSpent(EVALUATIONS), '--set', 'slots.evaluation=1'];
  ended = await adrs('run', place.runFile, '--out', run, ...settings);
});
afterAll(() => place[Symbol.asyncDispose]());

const fileOf = (name: string): string => path.join(run, name);

describe('a whole run', () => {
  test('prints its table and writes the best policy, the report and its configuration', async () => {
    const { code, out: printed, err } = ended;
    expect([code, err]).toEqual([0, expect.stringContaining('Idle timer')]);
    const rows = printed.split('\n').map((line) => line.split(/ {2,}/)[0]);
    expect(rows).toEqual(expect.arrayContaining(['seed:never-sleep', 'baseline:break-even']));
    expect(printed).toMatch(/^best found \(p\d+\)/m);
    expect(printed.trimEnd()).toMatch(/best\/policy\.ts\n.*report\.html$/);
    expect(await readFile(fileOf('best/policy.ts'), 'utf8')).toMatch(/\btimeout\b/);
    expect(await readFile(fileOf('report.html'), 'utf8')).toMatch(/^<!doctype html>/);
    const config: unknown = parse(await readFile(fileOf('config.yaml'), 'utf8'));
    expect(config).toMatchObject({ budget: { evaluations: EVALUATIONS }, order: 'strict' });
  });

  test('spends its budget and is better than every seed', async () => {
    const { status, evaluations, programs, best } = await shown(run);
    expect([status, evaluations]).toEqual(['finished', EVALUATIONS]);
    expect(programs).toBeGreaterThan(EVALUATIONS / 2);
    expect(Object.keys(best.splits)).toEqual(['train', 'validation', 'test']);
    expect(best.metrics['meanEnergyJoules']).toBe(-best.fitness);
    expect(best.fitness).toBeGreaterThan(-20);
  });

  test('is rebuilt identically from its log', async () => {
    const { out, code } = await adrs('replay', run, '--json');
    const { logHash, archiveHash, head, programs } = await shown(run);
    const counts = { events: expect.any(Number), texts: expect.any(Number), programs };
    const hashes = { logHash, archiveHash, head };
    expect([code, JSON.parse(out)]).toEqual([
      0,
      { status: 'identical', end: 'finished', ...counts, ...hashes },
    ]);
  });

  test('found a policy that scores alone what the log says, on every split', async () => {
    const { best } = await shown(run);
    for (const split of ['train', 'test']) {
      const policy = fileOf('best/policy.ts');
      const { out } = await adrs('eval', place.problem, policy, '--json', '--split', split);
      const evaluation: unknown = JSON.parse(out);
      const { fitness } = z.object({ fitness: z.number() }).parse(best.splits[split]);
      expect(evaluation).toMatchObject({ status: 'scored', fitness });
    }
  });

  test('is the same with eight evaluations at a time', async () => {
    const eight = path.join(place.folder, 'strict-8');
    const settings = [...untilSpent(EVALUATIONS), '--set', 'slots.evaluation=8'];
    expect((await adrs('run', place.runFile, '--out', eight, ...settings)).code).toBe(0);
    expect(await essenceOf(eight)).toEqual(await essenceOf(run));
  });

  test('has nothing left to do when it is resumed, and says so', async () => {
    const before = await essenceOf(run);
    const { code, err } = await adrs('resume', run);
    expect([code, err]).toEqual([0, expect.stringContaining('had finished before')]);
    expect(await essenceOf(run)).toEqual(before);
  });

  test('had finished before even where the clock of the wall was set back since', async () => {
    const yesterday = 'const now = Date.now; Date.now = () => now() - 864e5;';
    const NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(yesterday)}`;
    const { code, err } = await start([...ADRS, 'resume', run], { env: { NODE_OPTIONS } }).ended;
    expect([code, err]).toEqual([0, expect.stringContaining('had finished before')]);
  });

  test('may be shown to a reader that goes away', async () => {
    const [node, main] = ADRS;
    for (const command of ['show', 'report']) {
      const script = `"$0" "$1" ${command} "$2" --${command === 'show' ? 'json' : 'out=/dev/stdout'}`;
      const piped = `{ ${script}; echo "exit $?" >&2; } | head -c 1`;
      const { code, err } = await start(['sh', '-c', piped, node, main, run]).ended;
      expect([code, err]).toEqual([0, 'exit 0\n']);
    }
  });
});

test('--json prints every event as a line and nothing else; eager order replays exactly', async () => {
  const eager = path.join(place.folder, 'eager');
  const order = ['--set', 'order=eager', '--set', 'slots.evaluation=4'];
  const settings = [...untilSpent(EVALUATIONS), ...order, '--out', eager, '--json'];
  const { code, out } = await adrs('run', place.runFile, ...settings);
  expect(code).toBe(0);
  const lines = out.trimEnd().split('\n');
  const events = lines.map((line) => z.object({ sequence: z.int() }).parse(JSON.parse(line)));
  expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
  expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ event: { type: 'run-finished' } });
  expect(existsSync(path.join(eager, 'report.html'))).toBe(true);

  const replayed: unknown = JSON.parse((await adrs('replay', eager, '--json')).out);
  const { logHash, archiveHash } = await shown(eager);
  expect(replayed).toMatchObject({ status: 'identical', logHash, archiveHash });
});
