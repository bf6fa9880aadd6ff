/**
 * Results of runs without a model: the run file of every problem with three seeds, compared with its seed
 * policies, the best reference policy and the bound, on the test cases. Prints the first two tables of
 * docs/results.md. `npm run bench:results [-- --seeds 1,2,3] [--set KEY=VALUE] [NAME...]`.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import * as z from 'zod';
import { listProblems } from '../src/session/find-problem.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '1,2,3' },
    set: { type: 'string', multiple: true, default: [] },
  },
});
const cli = fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));
const run = promisify(execFile);

const split = z.looseObject({ value: z.number(), bound: z.number().nullish() });
const policy = z.looseObject({
  name: z.string(),
  splits: z.looseObject({ test: split.nullish() }),
});
const shown = z.looseObject({
  objective: z.object({ metric: z.string(), direction: z.string(), unit: z.string() }),
  evaluations: z.number(),
  activeSeconds: z.number(),
  best: policy.extend({ chosenBy: z.string().nullish() }),
  references: z.array(policy),
});
type Shown = z.infer<typeof shown>;

const measures: (readonly string[])[] = [];
print(['problem', 'best seed', 'best reference policy', 'found, by run seed', 'bound']);
print(['---', '---', '---', '---', '---']);
const scratch = await mkdtemp(path.join(os.tmpdir(), 'adrs-results-'));
try {
  for (const { problem, location } of await listProblems()) {
    if (positionals.length > 0 && !positionals.includes(problem.name)) continue;
    const file = path.join(path.dirname(location), 'run.yaml');
    const runs: Shown[] = [];
    for (const seed of values.seeds.split(',')) {
      runs.push(await runOf(file, { seed, out: path.join(scratch, `${problem.name}-${seed}`) }));
    }
    print(resultsOf(problem.name, runs));
    measures.push(measureOf(problem.name, runs));
  }
  console.log();
  print(['problem', 'metric and unit', 'evaluations', 'seconds']);
  print(['---', '---', '---', '---']);
  for (const row of measures) print(row);
} finally {
  await rm(scratch, { recursive: true, force: true });
}

async function runOf(
  file: string,
  { seed, out }: { readonly seed: string; readonly out: string },
): Promise<Shown> {
  const changes = ['model=none', ...values.set].flatMap((change) => ['--set', change]);
  const options = { maxBuffer: 2 ** 28 };
  await run(
    process.execPath,
    [cli, 'run', file, '--seed', seed, '--out', out, ...changes],
    options,
  );
  const { stdout } = await run(process.execPath, [cli, 'show', out, '--json'], options);
  return shown.parse(JSON.parse(stdout));
}

/** What was found, beside what was known. */
function resultsOf(name: string, runs: readonly Shown[]): readonly string[] {
  const { objective, references, best } = firstOf(runs);
  const bestOf = (kind: string): string => {
    const some = references.filter((reference) => reference.name.startsWith(kind));
    const [first] = some.toSorted((one, other) =>
      objective.direction === 'minimize'
        ? valueOf(one) - valueOf(other)
        : valueOf(other) - valueOf(one),
    );
    return first === undefined
      ? 'none'
      : `${figure(valueOf(first))} (${first.name.slice(kind.length)})`;
  };
  const bound = best.splits.test?.bound ?? undefined;
  return [
    name,
    bestOf('seed:'),
    bestOf('baseline:'),
    runs.map((one) => figure(valueOf(one.best))).join(', '),
    bound === undefined ? 'none' : figure(bound),
  ];
}

/** What is measured, and what each run took. */
function measureOf(name: string, runs: readonly Shown[]): readonly string[] {
  const { metric, unit, direction } = firstOf(runs).objective;
  return [
    name,
    `${metric}, ${unit}, ${direction === 'minimize' ? 'lower' : 'higher'} is better`,
    runs.map(({ evaluations }) => evaluations).join(', '),
    runs.map(({ activeSeconds }) => activeSeconds.toFixed(0)).join(', '),
  ];
}

function firstOf(runs: readonly Shown[]): Shown {
  const [first] = runs;
  if (first === undefined) throw new Error('no seed was given');
  return first;
}

function print(cells: readonly string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

function valueOf({ splits }: Shown['best']): number {
  return splits.test?.value ?? NaN;
}

function figure(value: number): string {
  return value.toPrecision(5);
}
