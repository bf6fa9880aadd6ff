import path from 'node:path';
import PQueue from 'p-queue';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IsolateSandbox } from '../../../src/core/sandbox.ts';
import { createSandbox } from '../../../src/sandbox/sandbox.ts';
import { checkProblem, ownModules } from '../../../src/session/check/check-problem.ts';
import { compilerFindings } from '../../../src/session/check/project-types.ts';
import type { CheckReport } from '../../../src/session/check/report.ts';
import { placeText, type Finding } from '../../../src/testing/problem/law.ts';
import { makePlugInFolder, type PlugInFolder } from '../../fixtures/plug-in-folder.ts';
import { POLICY_MISTAKES, PROBLEM_MISTAKES } from './mistakes-of-problems.ts';
import { CASE_MISTAKES, SIMULATION_MISTAKES, type Mistake } from './mistakes.ts';
import { lineWith, plant } from './planted-folder.ts';

const MISTAKES: readonly Mistake[] = [
  ...SIMULATION_MISTAKES,
  ...CASE_MISTAKES,
  ...PROBLEM_MISTAKES,
  ...POLICY_MISTAKES,
];
const nameOf = (mistake: Mistake): string => `planted-${MISTAKES.indexOf(mistake)}`;

/** Several at once: an end of the alphabet each. */
const MANY: Pick<Mistake, 'edits' | 'gone'> = {
  edits: {
    'problem.ts': ["direction: 'minimize'", "direction: 'min'"],
    'policies/baselines/break-even.ts': [
      'return wakeJoules',
      'const a: string = 1; a;\n      return wakeJoules',
    ],
    'run.yaml': ['problem: many', 'problem: few'],
    'simulation/index.ts': ['value: joules / count,', 'value: Number.NaN,'],
  },
  gone: ['README.md'],
};

let place: PlugInFolder;
let sandbox: IsolateSandbox;
const reports = new Map<string, CheckReport>();
const folders = new Map<string, string>();

beforeAll(async () => {
  place = await makePlugInFolder();
  sandbox = createSandbox({ workers: 2 });
  const root = place.folder;
  for (const mistake of MISTAKES) {
    const name = nameOf(mistake);
    folders.set(name, await plant(mistake, { name, root }));
  }
  folders.set('many', await plant(MANY, { name: 'many', root }));
  folders.set('sound', await plant({ edits: {} }, { name: 'sound', root }));
  const types = await typesOfAll([...folders.values()]);
  const queue = new PQueue({ concurrency: 2 });
  await queue.addAll(
    [...folders].map(([name, folder]) => async () => {
      const projectTypes = (): Promise<readonly Finding[]> => Promise.resolve(types(folder));
      const options = { sandbox, projectTypes, atOnce: 1, caseSeconds: 1 };
      const { signal } = new AbortController();
      const report = await checkProblem(path.join(folder, 'problem.ts'), {
        ...options,
        signal,
        onLaw: () => undefined,
      });
      reports.set(name, report);
    }),
  );
}, 300_000);
afterAll(async () => {
  await sandbox.close();
  await place[Symbol.asyncDispose]();
});

/** One start of the compiler for all folders. */
async function typesOfAll(all: readonly string[]): Promise<(folder: string) => readonly Finding[]> {
  const modules = await Promise.all(
    all.map((folder) => ownModules(path.join(folder, 'problem.ts'))),
  );
  const found = await compilerFindings(place.folder, modules.flat());
  return (folder) => found.filter((one) => one.place?.file.startsWith(folder + path.sep));
}

const reportOf = (name: string): CheckReport => {
  const report = reports.get(name);
  if (report === undefined) throw new Error(`${name} was not checked`);
  return report;
};

describe('a check finds the mistake, names the place and says what to do', () => {
  test.each(MISTAKES.map((mistake) => [mistake.what, mistake] as const))(
    '%s',
    async (_what, mistake) => {
      const name = nameOf(mistake);
      const { faults, status, location } = reportOf(name);
      const [file, part] = mistake.at;
      const target = path.join(path.dirname(location), file);
      const line = part === undefined ? undefined : await lineWith(target, part);
      const told = faults.map((fault) => `${placeText(fault.place)}: ${fault.message}`).join('\n');
      const found = faults.find((one) => mistake.says.test(one.message));
      if (found === undefined) throw new Error(`no fault says ${String(mistake.says)}:\n${told}`);
      expect([found.place.file, found.place.line]).toEqual([target, line]);
      expect(found.hint).toMatch(mistake.hint);
      expect(status).toBe('failed');
    },
  );
});

test('a sound problem passes, with the cost of an evaluation of each policy', () => {
  const { faults, status, laws, evaluations } = reportOf('sound');
  expect(faults).toEqual([]);
  expect(status).toBe('passed');
  expect(laws.filter((law) => law.status !== 'holds')).toEqual([]);
  expect(evaluations.map(({ subject, cases, decisions }) => [subject, cases, decisions])).toEqual(
    expect.arrayContaining([['baseline break-even', 16, 16 * 401]]),
  );
});

test('one fault hides no other', () => {
  const { faults } = reportOf('many');
  const told = faults.map(({ message }) => message).join('\n');
  for (const says of [
    /direction/,
    /no README/,
    /NaN as value/,
    /its problem is "few"/,
    /type 'string'/,
  ]) {
    expect(told).toMatch(says);
  }
});

test('what happens to every policy alike is one fault that names them', () => {
  const [mistake] = SIMULATION_MISTAKES;
  if (mistake === undefined) throw new Error('there is no mistake');
  const found = reportOf(nameOf(mistake)).faults.filter((one) => mistake.says.test(one.message));
  expect(found.map(({ subjects }) => subjects.toSorted())).toEqual([
    ['baseline break-even', 'seed never-sleep', 'seed sleep-at-once'],
  ]);
});
