/**
 * Milliseconds to check the types of cant-be-late's baselines: by `tsc` in a fresh folder for each,
 * by a fresh compiler process for each, and by the one process of a type checker. The three take
 * turns, so that a busy machine slows all. `npm run bench:typecheck`; the last line is JSON.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Source } from 'adrs-lab';
import { problem } from '../problems/cant-be-late/problem.ts';
import { createTypeChecker, type TypeChecker } from '../src/typecheck/type-checker.ts';
import { medianOf } from '../src/stats/median.ts';

const ROUNDS = 5;
const MANY_CHECKS = 500;

const never = new AbortController().signal;
const declaration = await readFile(problem.policy.declaration, 'utf8');
const texts = await Promise.all(problem.baselines.map(({ file }) => readFile(file, 'utf8')));
const tsc = fileURLToPath(new URL('../node_modules/.bin/tsc', import.meta.url));
const run = promisify(execFile);

const pids: number[] = [];
await using checker = newChecker();
const times: Record<'folder' | 'freshProcess' | 'first' | 'warm', number[]> = {
  folder: [],
  freshProcess: [],
  first: [await timed(() => check(checker, texts[0] ?? '', 'first'))],
  warm: [],
};
for (let round = 0; round < ROUNDS; round += 1) {
  for (const text of texts) {
    times.folder.push(await timed(() => checkInFolder(text)));
    times.freshProcess.push(await timed(() => checkAfresh(text)));
    times.warm.push(await timed(() => check(checker, text, round)));
  }
}
const residentMb = await memoryOf(pids[0]);
for (let index = 0; index < MANY_CHECKS; index += 1) {
  await check(checker, texts[index % texts.length] ?? '', `many ${index}`);
}

const medians = {
  folder: medianOf(times.folder),
  freshProcess: medianOf(times.freshProcess),
  first: medianOf(times.first),
  warm: medianOf(times.warm),
};
const figures = {
  checks: times.warm.length,
  medianMs: medians,
  folderToWarm: medians.folder / medians.warm,
  freshProcessToWarm: medians.freshProcess / medians.warm,
  worstWarmMs: Math.max(...times.warm),
  residentMb,
  residentMbAfterMany: await memoryOf(pids[0]),
  manyChecks: MANY_CHECKS,
};
console.table({
  'tsc in a fresh folder': { ms: medians.folder },
  'a fresh compiler process': { ms: medians.freshProcess },
  'the first check of a checker': { ms: medians.first },
  'a later check': { ms: medians.warm },
});
console.log(
  `${residentMb} MiB, ${figures.residentMbAfterMany} MiB after ${MANY_CHECKS} more checks\n`,
);
console.log(JSON.stringify(figures));

function newChecker(): TypeChecker {
  return createTypeChecker({
    declaration,
    entry: problem.policy.entry,
    onStart: (pid) => pids.push(pid),
  });
}

/** The remark makes each text a new one. */
async function check(one: TypeChecker, text: string, remark: string | number): Promise<void> {
  const { entry } = problem.policy;
  const source: Source = { entry, files: { [entry]: `${text}\n// ${remark}\n` } };
  const complaints = await one.check(source, never);
  if (complaints.length > 0) throw new Error(JSON.stringify(complaints));
}

async function checkAfresh(text: string): Promise<void> {
  await using fresh = newChecker();
  await check(fresh, text, 'fresh');
}

async function checkInFolder(text: string): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'adrs-typecheck-'));
  const file = path.join(folder, problem.policy.entry);
  await writeFile(file, text);
  const options = [
    '--noEmit',
    '--strict',
    '--target',
    'es2024',
    '--lib',
    'es2024',
    '--module',
    'esnext',
  ];
  await run(tsc, [...options, '--types', '', '--ignoreConfig', file], { cwd: folder });
  await rm(folder, { recursive: true });
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

async function memoryOf(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024);
}
