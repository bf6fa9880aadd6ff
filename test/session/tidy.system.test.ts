import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Problem } from '../../src/core/problem.ts';
import type { Source } from '../../src/core/program.ts';
import type { Tidied } from '../../src/engine/run-plan.ts';
import { evolve } from '../../src/engine/evolve.ts';
import { writeBestPolicy } from '../../src/session/best-policy.ts';
import { formatSource } from '../../src/session/format-source.ts';
import { startSession } from '../../src/session/session.ts';
import { withStoredRun } from '../../src/session/stored-run.ts';
import { createTidy } from '../../src/session/tidy.ts';
import { createTexts } from '../../src/texts/texts.ts';
import { sourceOf } from '../fixtures/load-policies.ts';

const root = path.join(import.meta.dirname, '..', '..');
const problem = path.join(root, 'problems', 'cant-be-late');
const calm = new AbortController().signal;
const texts = createTexts();
let declaration = '';
let place = '';

beforeAll(async () => {
  declaration = await readFile(path.join(problem, 'policy.d.ts'), 'utf8');
  place = await mkdtemp(path.join(os.tmpdir(), 'adrs-tidy-'));
});
afterAll(async () => {
  await texts[Symbol.asyncDispose]();
  await rm(place, { recursive: true });
});

function tidied(source: Source, isSame = async () => true): Promise<Tidied> {
  return createTidy({ declaration, entry: 'policy.ts', texts })(source, { isSame, signal: calm });
}

const CLEAN = `import type { Policy } from './policy.d.ts';

export function createPolicy(): Policy {
  return { step: () => 'OD' };
}
`;

describe('a tidy program', () => {
  test('is simple and formatted', async () => {
    const code = `import type { Policy, Task } from './policy.d.ts'

const  idle = 3
export function createPolicy( ): Policy { return { step: () => "OD" } }`;
    expect(await tidied(sourceOf(code))).toEqual({ status: 'tidied', source: sourceOf(CLEAN) });
  });

  test('keeps what makes a difference, and its other files', async () => {
    const files = {
      'policy.ts': `import { margin } from './margin.ts';\n${CLEAN.replace("'OD'", "(margin > 1 ? 'OD' : 'SPOT')")}`,
      'margin.ts': 'export const margin=2',
    };
    const result = await tidied({ entry: 'policy.ts', files }, async () => false);
    expect(result).toMatchObject({
      status: 'tidied',
      source: { files: { 'margin.ts': 'export const margin = 2;\n' } },
    });
  });

  test.each([
    ['has type errors', CLEAN.replace("'OD'", "'ON'"), /its types are wrong: policy\.ts:\d+:\d+ /],
    [
      'crashes the formatter',
      `${CLEAN}export const a = ${'['.repeat(20_000)}${']'.repeat(20_000)};`,
      /the formatter cannot read it/,
    ],
  ])('is none when it %s', async (_, code, reason) => {
    expect(await tidied(sourceOf(code), async () => false)).toEqual({
      status: 'as-it-is',
      reason: expect.stringMatching(reason),
    });
  });
});

test('a formatter that is given up rejects with the reason', async () => {
  const signal = AbortSignal.abort(new Error('enough'));
  await expect(formatSource(sourceOf(CLEAN), signal)).rejects.toThrow('enough');
});

test('what a run exports passes a strict compiler where it lies', async () => {
  const out = path.join(place, 'run');
  let problemOfRun: Pick<Problem, 'policy'>;
  {
    await using session = await startSession({
      file: path.join(problem, 'run.yaml'),
      set: ['model=none', 'seed=3', 'budget.evaluations=60', 'finalists=1'],
      out,
    });
    await evolve(session.plan, calm);
    problemOfRun = session.problem;
  }
  const written = await withStoredRun(out, (run) => writeBestPolicy(run, problemOfRun));
  expect(written).toEqual({ files: [path.join(out, 'best', 'policy.ts')], reason: undefined });
  expect((await readdir(path.join(out, 'best'))).toSorted()).toEqual(['policy.ts', 'types']);
  const tsc = path.join(root, 'node_modules', '.bin', 'tsc');
  const flags = '--ignoreConfig --strict --noEmit --allowImportingTsExtensions --module nodenext';
  const done = promisify(execFile)(tsc, [...flags.split(' '), ...written.files], { cwd: out });
  await expect(done).resolves.toMatchObject({ stdout: '' });
});
