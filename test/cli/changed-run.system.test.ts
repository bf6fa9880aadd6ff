import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { createProblem } from '../../src/session/new-problem.ts';
import {
  ADRS,
  adrs,
  createWorkplace,
  start,
  until,
  type Ended,
  type Workplace,
} from './processes.ts';

const fixture = path.join(
  import.meta.dirname,
  '..',
  'fixtures',
  'progress',
  '18-nan-from-a-simulation',
  'run.yaml',
);
const COUNTED = '    if (sleeps) wakeUps += 1;\n';
/** Of policies that a run without models comes to soon, and none that comes with the problem. */
const RARE = 'timeout > 0 && timeout < 3';

let place: Workplace;
beforeAll(async () => {
  place = await createWorkplace();
});
afterAll(() => place[Symbol.asyncDispose]());

const at = (name: string): string => path.join(place.folder, name);

const Change = z.object({
  after: z.number(),
  settings: z.array(z.object({ key: z.string(), from: z.unknown(), to: z.unknown() })),
  problem: z.object({ from: z.string(), to: z.string(), programs: z.number() }).nullable(),
  plugIns: z.array(z.string()),
  testWasSeen: z.boolean(),
});
const Facts = z.object({
  status: z.string(),
  reason: z.string().nullable(),
  evaluations: z.number(),
  programs: z.number(),
  rejected: z.record(z.string(), z.number()),
  problemHash: z.string(),
  budget: z.object({ evaluations: z.number().nullable() }),
  changes: z.array(Change),
  best: z.object({
    id: z.string(),
    splits: z.record(z.string(), z.object({ seenAfter: z.number().optional() })),
  }),
  finalists: z.array(
    z.object({
      name: z.string(),
      splits: z.record(z.string(), z.object({ seenAfter: z.number().optional() })),
    }),
  ),
});

async function factsOf(folder: string): Promise<z.infer<typeof Facts>> {
  return Facts.parse(JSON.parse((await adrs('show', folder, '--json')).out));
}

/** The scaffold's problem under another name, with a line more in its simulation; `mend` puts it right again. */
async function faultyProblem(name: string, fault: string): Promise<{ mend: () => Promise<void> }> {
  const { folder } = await createProblem(name, place.folder);
  const file = path.join(folder, 'simulation', 'index.ts');
  const right = await readFile(file, 'utf8');
  const wrong = fault.startsWith('value: ')
    ? right.replace('value: joules / count', fault)
    : right.replace(COUNTED, `${COUNTED}    ${fault}\n`);
  expect(wrong).not.toBe(right);
  await writeFile(file, wrong);
  const runFile = (await readFile(fixture, 'utf8')).replace('nanprob', name);
  await writeFile(path.join(folder, 'run.yaml'), runFile);
  return { mend: () => writeFile(file, right) };
}

function run(name: string, out: string, ...settings: readonly string[]): Promise<Ended> {
  const set = ['budget={ evaluations: 40 }', ...settings].flatMap((one) => ['--set', one]);
  return adrs('run', path.join(place.folder, 'problems', name, 'run.yaml'), '--out', out, ...set);
}

describe('a simulation that fails on a rare candidate', () => {
  test.each([
    ['nan-as-reported', 'value: wakeUps === count - 1 ? Number.NaN : joules / count'],
    ['nan-often', `if (${RARE}) joules = Number.NaN;`],
    ['infinite', `if (${RARE}) joules /= 0;`],
    ['odd-metric', `if (${RARE}) wakeUps = Number.NaN;`],
    ['beyond-the-worst', `if (${RARE}) joules = 1e12;`],
  ])('costs that candidate, and is counted: %s', async (name, value) => {
    await faultyProblem(name, value);
    const out = at(`${name}-run`);
    const { code, out: printed, err } = await run(name, out);
    expect([code, err]).toEqual([0, expect.not.stringContaining('E_')]);
    expect(printed).toMatch(/^finished: budget\.evaluations is used up \(40 of 40\)$/m);
    const { status, rejected } = await factsOf(out);
    expect(status).toBe('finished');
    // As it was reported, the fault is too rare for a short run.
    const least = name === 'nan-as-reported' ? 0 : 1;
    expect(rejected['evaluator-fault'] ?? 0).toBeGreaterThanOrEqual(least);
    expect(printed).toMatch(/^without a score: /m);
  });

  test('can be mended: the run goes on with everything measured again, and says so', async () => {
    const { mend } = await faultyProblem('mended', `if (${RARE}) joules = Number.NaN;`);
    const out = at('mended-run');
    await run('mended', out);
    const before = await factsOf(out);
    await mend();

    const refused = await adrs('resume', out);
    expect(refused.code).toBe(2);
    expect(refused.err).toMatch(
      /^E_CONFIG problem mended has changed .*\n.*--allow-changed-problem/m,
    );
    const goOn = ['--allow-changed-problem', '--set', 'budget.evaluations=60'];
    const sealed = await adrs('resume', out, ...goOn);
    expect([sealed.code, sealed.err]).toEqual([2, expect.stringContaining('--test-was-seen')]);

    const { code, out: printed } = await adrs('resume', out, ...goOn, '--test-was-seen');
    expect(code).toBe(0);
    expect(printed).toContain('cannot be reproduced from its seed');
    expect(printed).toMatch(/^changed after 40 evaluations: the problem, from .* measured again$/m);
    expect(printed).toMatch(/^\* test was seen after 40 evaluations$/m);
    const after = await factsOf(out);
    expect(after).toMatchObject({
      status: 'finished',
      evaluations: 60,
      budget: { evaluations: 60 },
    });
    expect(after.changes).toMatchObject([
      {
        after: 40,
        problem: { from: before.problemHash, to: after.problemHash },
        settings: [{ key: 'budget.evaluations', from: 40, to: 60 }],
        testWasSeen: true,
      },
    ]);
    expect(after.best.splits['test']?.seenAfter).toBe(40);
    expect(await readFile(path.join(out, 'report.html'), 'utf8')).toContain(
      'test was seen after 40',
    );
    const replayed = await adrs('replay', out, '--json');
    expect([replayed.code, JSON.parse(replayed.out)]).toMatchObject([0, { status: 'identical' }]);
  });

  test('goes on after the mending where the run was killed in the middle of it', async () => {
    const { mend } = await faultyProblem('killed', `if (${RARE}) joules = Number.NaN;`);
    const out = at('killed-run');
    await run('killed', out, 'finalists=0');
    await mend();
    const argv = ['resume', out, '--allow-changed-problem', '--test-was-seen', '--json'];
    const set = ['--set', 'budget.evaluations=60'];
    const first = start([...ADRS, ...argv, ...set]);
    await until(() => first.out().includes('program-remeasured'), 'a program measured again');
    process.kill(first.pid, 'SIGKILL');
    await first.ended;
    expect((await adrs('resume', out)).code).toBe(0);
    expect(await factsOf(out)).toMatchObject({ status: 'finished', evaluations: 60 });
    expect((await adrs('replay', out)).code).toBe(0);
  });
});

describe('a run that goes on with other means', () => {
  test('may be finished early, and goes on only when it says that its test was seen', async () => {
    const out = at('early');
    const running = start([
      ...ADRS,
      'run',
      place.runFile,
      '--out',
      out,
      '--set',
      'budget={ evaluations: 100000 }',
    ]);
    await until(() => /best \d/.test(running.err()), 'a first program');
    process.kill(running.pid, 'SIGINT');
    expect((await running.ended).code).toBe(130);

    const finished = await adrs('finish', out);
    expect([finished.code, finished.out]).toEqual([
      0,
      expect.stringMatching(/^finished: adrs finish ended it$/m),
    ]);
    const then = await factsOf(out);
    expect(then.best.splits).toHaveProperty('test');
    expect(then.changes).toEqual([]);
    const again = await adrs('resume', out);
    expect([again.code, again.err]).toEqual([0, expect.stringContaining('had finished before')]);

    const limit = Math.floor(then.evaluations) + 12;
    const set = ['--set', `budget.evaluations=${limit}`, '--set', 'proposers=[genetic]'];
    expect((await adrs('resume', out, ...set)).code).toBe(2);
    const { code, out: printed } = await adrs('resume', out, ...set, '--test-was-seen');
    expect(code).toBe(0);
    expect(printed).toMatch(/^changed after .* evaluations?: budget\.evaluations from 100000 to/m);
    const after = await factsOf(out);
    expect(after.evaluations).toBeGreaterThan(then.evaluations);
    for (const { name, splits } of after.finalists) {
      const isOld = then.finalists.some((one) => one.name === name);
      expect([name, splits['test']?.seenAfter !== undefined]).toEqual([name, !isOld]);
    }
    expect((await adrs('replay', out)).code).toBe(0);
    expect(await readFile(path.join(out, 'config.yaml'), 'utf8')).toContain(
      `evaluations: ${limit}`,
    );
  });

  test.each([
    ['seed=2', /"seed" cannot change/],
    ['problem=bin-packing', /"problem" cannot change: scores of another problem/],
    ['search.type=top', /"search" cannot change: the archive/],
    ['order=eager', /"order" cannot change/],
    ['budget.evaluation=9', /unknown key "evaluation", did you mean "evaluations"/],
    ['models.m.provider=mailbox', /models\.m\.provider: has no effect, for the run uses no model/],
  ])('cannot change what the log stands on: --set %s', async (setting, says) => {
    const { code, err } = await adrs('resume', at('early'), '--set', setting);
    expect([code, err]).toEqual([2, expect.stringMatching(says)]);
    expect(err).toMatch(/^E_CONFIG .*\n {2}hint: /m);
  });
});

test('a plug-in is refused where a file that it imports has changed, and allowed by name', async () => {
  const plugIn = at('problems/my-proposer.ts');
  const folder = path.join(import.meta.dirname, '..', 'fixtures', 'plug-ins');
  const helper = at('problems/shared/proposal.ts');
  await cp(path.join(folder, 'my-proposer.ts'), helper);
  await writeFile(plugIn, "export { proposer } from './shared/proposal.ts';\n");
  const out = at('plugged');
  const settings = ['budget={ evaluations: 12 }', `proposers=[genetic, ${plugIn}]`, 'finalists=0'];
  const set = settings.flatMap((one) => ['--set', one]);
  expect((await adrs('run', place.runFile, '--out', out, ...set)).code).toBe(0);
  await writeFile(helper, `${await readFile(helper, 'utf8')}\n// another text\n`);
  for (const command of ['resume', 'replay', 'finish']) {
    const { code, err } = await adrs(command, out);
    expect([command, code, err]).toEqual([
      command,
      2,
      expect.stringMatching(
        /^E_CONFIG plug-in .*shared\/proposal\.ts has changed since .*\n {2}hint: /m,
      ),
    ]);
  }
  const { code, err } = await adrs('resume', out, '--allow-changed-problem', '--test-was-seen');
  expect([code, err]).toEqual([0, expect.not.stringContaining('E_')]);
  expect((await factsOf(out)).changes).toMatchObject([
    { plugIns: [path.relative(out, helper)], problem: null },
  ]);
  await rm(out, { recursive: true });
});

test('adrs eval takes limits, and nothing else', async () => {
  const slow = await adrs('eval', 'bin-packing', 'seed:worst-fit', '--set', 'limits.maxEvents=10');
  expect([slow.code, slow.out]).toEqual([4, expect.stringContaining('more than 10 events')]);
  const other = await adrs('eval', 'bin-packing', 'seed:worst-fit', '--set', 'budget.usd=1');
  expect([other.code, other.err]).toEqual([
    2,
    expect.stringContaining('one evaluation has limits only'),
  ]);
  const wrong = await adrs('eval', 'bin-packing', 'seed:worst-fit', '--set', 'limits.timeMs=1');
  expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining('did you mean "timeoutMs"')]);
});
