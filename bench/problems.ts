/**
 * Speed of every problem: evaluations per second and time a decision of each seed and baseline on the
 * train cases, through the sandbox on one worker; then the published workloads next to the times that
 * their public Python evaluators take. `npm run bench:problems [-- NAME...]`; the last line is JSON.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readPolicy, type Evaluation, type Problem, type Source } from 'adrs-lab';
import { listProblems } from '../src/session/find-problem.ts';
import { openStandaloneEvaluation } from '../src/session/evaluation-setup.ts';
import { PUBLISHED, type PublishedTime } from './problems/published.ts';

const MIN_ROUNDS = 3;
const SECONDS_A_POLICY = 1;

const { positionals: chosen } = parseArgs({ allowPositionals: true });
const problems = (await listProblems())
  .map(({ problem }) => problem)
  .filter(({ name }) => chosen.length === 0 || chosen.includes(name));

const rows = [];
for (const problem of problems) rows.push(...(await rowsOf(problem)));
console.log(`train cases, one worker, medians of at least ${MIN_ROUNDS} evaluations\n`);
console.table(
  rows.map(({ seconds, ...row }) => ({ ...row, ms: Number((seconds * 1000).toFixed(1)) })),
);

const published = [];
for (const time of PUBLISHED) {
  const problem = problems.find(({ name }) => name === time.problem);
  const row = problem === undefined ? undefined : await publishedRow(problem, time);
  if (row !== undefined) published.push(row);
}
if (published.length > 0) {
  console.log('the published workloads: one whole evaluation here, and by the public evaluator\n');
  console.table(published);
}
console.log(JSON.stringify({ rows, published }));

interface Row {
  readonly problem: string;
  readonly policy: string;
  readonly cases: number;
  readonly decisions: number;
  readonly 'evaluations/s': number;
  /** Of the isolate: the simulation and the policy together. */
  readonly 'ns a decision': number;
  readonly seconds: number;
}

async function rowsOf(problem: Problem): Promise<Row[]> {
  await using evaluator = openStandaloneEvaluation(problem, { seed: '1' });
  const cases = (await problem.cases.train()).length;
  const made: Row[] = [];
  for (const policy of [...problem.seeds, ...problem.baselines]) {
    const timed = await timeOf(await readPolicy(problem.policy, policy.file), (source, signal) =>
      evaluator.measure({ name: policy.name, source, split: 'train' }, signal),
    );
    made.push({
      problem: problem.name,
      policy: policy.name,
      cases,
      decisions: timed.decisions,
      'evaluations/s': Number((1 / timed.seconds).toPrecision(3)),
      'ns a decision': Number(((timed.cpuSeconds / timed.decisions) * 1e9).toPrecision(3)),
      seconds: timed.seconds,
    });
  }
  return made;
}

async function publishedRow(problem: Problem, time: PublishedTime): Promise<object | undefined> {
  const folder = fileURLToPath(new URL(`../../shared/data/${time.data}/`, import.meta.url));
  if (!existsSync(folder)) {
    console.log(`${time.problem}: the original data is not here (${time.data})`);
    return undefined;
  }
  const policy = [...problem.seeds, ...problem.baselines].find(({ name }) => name === time.policy);
  if (policy === undefined) throw new Error(`${problem.name} has no policy ${time.policy}`);
  await using evaluator = openStandaloneEvaluation(problem, { seed: '1', data: folder });
  const { seconds } = await timeOf(
    await readPolicy(problem.policy, policy.file),
    (source, signal) => evaluator.measure({ name: policy.name, source, split: time.split }, signal),
  );
  return {
    problem: problem.name,
    work: time.work,
    ours: `${(seconds * 1000).toPrecision(3)} ms`,
    python: `${time.seconds} s`,
    times: Math.round(time.seconds / seconds),
  };
}

interface Timed {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly decisions: number;
}

/** Wall time of an evaluation by median, the first one, which starts the worker, left out. */
async function timeOf(
  source: Source,
  evaluate: (source: Source, signal: AbortSignal) => Promise<Evaluation>,
): Promise<Timed> {
  const { signal } = new AbortController();
  scored(await evaluate(source, signal));
  const rounds: Timed[] = [];
  const until = performance.now() + SECONDS_A_POLICY * 1000;
  while (rounds.length < MIN_ROUNDS || performance.now() < until) {
    const startedAt = performance.now();
    const { cpuSeconds, decisions } = scored(await evaluate(source, signal)).cost;
    rounds.push({ seconds: (performance.now() - startedAt) / 1000, cpuSeconds, decisions });
  }
  const middle = rounds.toSorted((one, other) => one.seconds - other.seconds)[rounds.length >> 1];
  if (middle === undefined) throw new Error('there was no round');
  return middle;
}

function scored(evaluation: Evaluation): Evaluation {
  if (evaluation.status === 'scored') return evaluation;
  throw new Error(JSON.stringify(evaluation));
}
