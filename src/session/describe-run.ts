import os from 'node:os';
import * as z from 'zod';
import type { BoundedCase } from '../core/case.ts';
import type { RunBudget, RunStarted, SettingsChanged, SplitFacts } from '../core/events.ts';
import { holdsRunPath } from '../core/config-paths.ts';
import { hashOf } from '../core/hash.ts';
import type { Json } from '../core/json.ts';
import type { Kinds } from '../core/kinds.ts';
import type { Problem } from '../core/problem.ts';
import type { IsolateSandbox } from '../core/sandbox.ts';
import type { RunConfig } from '../config/run-config.ts';
import { ADRS_VERSION } from '../config/version.ts';
import { limitsFor } from '../engine/problem-calls.ts';
import { meanBound } from '../stats/mean-bound.ts';
import type { EvaluationSetup } from './evaluation-setup.ts';
import { plugInDigests } from './plug-in-digests.ts';
import { runPaths, withKeys } from './run-paths.ts';

export interface DescribeOptions {
  readonly config: RunConfig;
  readonly kinds: Kinds;
  /** The run's, absolute. */
  readonly folder: string;
}

/** The first event of a run, which tells a reader what the problem and the configuration say. */
export async function describeRun(
  setup: EvaluationSetup,
  { config, kinds, folder }: DescribeOptions,
): Promise<RunStarted> {
  const { problem, measure, sandbox } = setup;
  const plugIns = await plugInDigests(kinds);
  const paths = runPaths(folder);
  const logged = loggedConfig(config, folder);
  const { metric, direction, unit } = problem.objective;
  const [train, validation] = [await measure.cases('train'), await measure.cases('validation')];
  return {
    type: 'run-started',
    schema: 2,
    adrsVersion: ADRS_VERSION,
    problem: problem.name,
    problemHash: await digestOf(problem, { train, validation }),
    title: problem.title,
    statement: problem.statement,
    objective: { metric, direction, unit },
    features: problem.features.map(({ name, scale }) => ({ name, scale })),
    splits: { train: splitFacts(train), validation: splitFacts(validation) },
    references: [
      ...setup.seeds.map(({ name }) => `seed:${name}`),
      ...setup.baselines.map(({ name }) => `baseline:${name}`),
    ],
    budget: budgetOf(config.budget),
    advisors: Object.entries(config.advice).flatMap(([name, options]) =>
      options === 'off' ? [] : [name],
    ),
    seed: config.seed,
    config: logged,
    host: { ...hostFacts(sandbox), ...startOf(logged, folder) },
    plugIns: Object.keys(plugIns).length === 0 ? undefined : withKeys(plugIns, paths.toLog),
  };
}

/** Digest of what decides a result: the evaluator, the cases, and the limits that the problem sets for them. */
async function digestOf(
  problem: Problem,
  { train, validation }: Readonly<Record<'train' | 'validation', readonly BoundedCase[]>>,
): Promise<string> {
  const evaluator = await problem.evaluator.fingerprint();
  const limits = problem.limits && {
    train: limitsFor(problem, 'train', train),
    validation: limitsFor(problem, 'validation', validation),
  };
  return hashOf({ evaluator, train, validation, limits });
}

/** A change of settings as the log keeps it. */
export function settingsChanged(
  config: RunConfig,
  { changed, folder }: { readonly changed: SettingsChanged['changed']; readonly folder: string },
): SettingsChanged {
  return { changed, config: loggedConfig(config, folder), budget: budgetOf(config.budget) };
}

/** Where the run begins, of a configuration with paths from there. */
function startOf(logged: Json, folder: string): { readonly folder?: string } {
  return holdsRunPath(logged) ? { folder } : {};
}

/** A configuration as the log of a run in `folder`, absolute, holds it: files named from there. */
export function loggedConfig(config: RunConfig, folder: string): Json {
  // Through JSON, which leaves out what is undefined.
  return runPaths(folder).configToLog(z.json().parse(JSON.parse(JSON.stringify(config))));
}

function splitFacts(cases: Parameters<typeof meanBound>[0]): SplitFacts {
  return { cases: cases.length, bound: meanBound(cases) ?? null };
}

function budgetOf({ plateau, ...budget }: RunConfig['budget']): RunBudget {
  const { evaluations, wallSeconds = null, usd = null, tokens = null, calls = null } = budget;
  const { targetFitness = null } = budget;
  const plateauEvaluations = plateau?.evaluations ?? null;
  return { evaluations, wallSeconds, usd, tokens, calls, targetFitness, plateauEvaluations };
}

function hostFacts({ guarantees }: IsolateSandbox): Readonly<Record<string, Json>> {
  const [cpu] = os.cpus();
  return {
    node: process.version,
    platform: `${os.platform()} ${os.arch()}`,
    cpu: cpu?.model ?? 'unknown',
    cores: os.availableParallelism(),
    memoryGb: Math.round(os.totalmem() / 2 ** 30),
    guarantees,
  };
}
