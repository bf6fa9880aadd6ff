/**
 * Requests per second of cache-eviction through the sandbox, start-up left out: each train trace once
 * and several times over, and what a further request costs. `npm run bench:cache`; the last line is JSON.
 */
import { createRng, createSandbox, evaluate, readPolicy } from 'adrs-lab';
import { problem } from '../problems/cache-eviction/problem.ts';
import type { CacheCase } from '../problems/cache-eviction/cases/workload.ts';

const ROUNDS = 5;
const REPETITIONS = 9;

const sandbox = createSandbox({ workers: 1 });
const traces = await problem.cases.train();
const repeated = traces.map((trace) => ({
  ...trace,
  requests: Array.from({ length: REPETITIONS }, () => trace.requests).flat(),
}));
const further = (REPETITIONS - 1) * traces.reduce((sum, { requests }) => sum + requests.length, 0);

const rows = [];
for (const { name, file } of problem.baselines) {
  const source = await readPolicy(problem.policy, file);
  await cpuSecondsOf(source, traces);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const once = await cpuSecondsOf(source, traces);
    rounds.push((await cpuSecondsOf(source, repeated)) - once);
  }
  const seconds = rounds.toSorted((one, other) => one - other)[ROUNDS >> 1] ?? NaN;
  const nsPerRequest = (seconds / further) * 1e9;
  rows.push({
    policy: name,
    'ns a request': Math.round(nsPerRequest),
    'million requests/s': Number((1000 / nsPerRequest).toFixed(2)),
  });
}
await sandbox.close();
console.log(`processor time of a further request, medians of ${ROUNDS} rounds\n`);
console.table(rows);
console.log(JSON.stringify({ rows }));

async function cpuSecondsOf(
  source: { readonly entry: string; readonly files: Readonly<Record<string, string>> },
  workloads: readonly CacheCase[],
): Promise<number> {
  const evaluation = await evaluate(problem, source, {
    cases: workloads.map((workload) => ({ workload, bound: undefined, worst: 100 })),
    rng: createRng('bench'),
    sandboxes: { isolate: sandbox },
    signal: AbortSignal.timeout(60_000),
  });
  if (evaluation.status === 'scored') return evaluation.cost.cpuSeconds;
  throw new Error(JSON.stringify(evaluation));
}
