import os from 'node:os';
import type { Problem } from '../core/problem.ts';
import type { IsolateSandbox, LimitOverrides } from '../core/sandbox.ts';
import { measureAudited, type Submit } from '../engine/audit.ts';
import { createMeasure, type Measure } from '../engine/measure.ts';
import { createSandbox } from '../sandbox/sandbox.ts';
import { withLog } from '../sandbox/with-log.ts';
import { withSecondChance } from '../sandbox/with-second-chance.ts';
import type { Evaluation, Source } from '../core/program.ts';
import { createTexts, type Texts } from '../texts/texts.ts';
import { requireNoFault } from '../scoring/faults.ts';
import type { NamedPolicy, Slots } from './compose.ts';
import { readPluginText, readPolicies } from './policies.ts';
import type { RunConfig } from '../config/resolve-config.ts';

/** The evaluation set-up of one problem. */
export interface EvaluationSetup {
  readonly problem: Problem;
  readonly sandbox: IsolateSandbox;
  readonly texts: Texts;
  readonly measure: Measure;
  readonly slots: Slots;
  readonly seeds: readonly NamedPolicy[];
  readonly baselines: readonly NamedPolicy[];
  /** Text of the problem's `policy.d.ts`. */
  readonly declaration: string;
}

export interface EvaluationSetupOptions {
  readonly config: RunConfig;
  /** Work on texts is given up when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** The evaluation set-up of a run; its owner closes the sandbox and the texts. Throws PluginError. */
export async function openEvaluationSetup(
  problem: Problem,
  { config, signal }: EvaluationSetupOptions,
): Promise<EvaluationSetup> {
  const slots = slotsOf(config);
  const seeds = await readPolicies(problem, problem.seeds);
  const baselines = await readPolicies(problem, problem.baselines);
  const declaration = await readPluginText(problem, problem.policy.declaration);
  const sandbox = withSecondChance(createSandbox({ workers: slots.evaluation }));
  const texts = createTexts(signal);
  const { seed, data, limits } = config;
  const measure = createMeasure({ problem, sandboxes: { isolate: sandbox }, seed, data, limits });
  return { problem, sandbox, texts, measure, slots, seeds, baselines, declaration };
}

/** As many evaluations as cores. */
function slotsOf({ slots }: RunConfig): Slots {
  return { proposal: slots.proposal, evaluation: slots.evaluation ?? os.availableParallelism() };
}

/** Measures policies outside any run, in one worker. */
export interface StandaloneEvaluation extends AsyncDisposable {
  /** Measures and, unless it comes with the problem, audits a policy. Throws PluginError when the evaluator fails on a policy that comes with the problem. */
  measure(policy: EvaluatedPolicy, signal: AbortSignal): Promise<Evaluation>;
}

/** A policy to measure on a split. */
export interface EvaluatedPolicy {
  /** `seed:NAME` or `baseline:NAME` for one that comes with the problem, else any name. */
  readonly name: string;
  readonly source: Source;
  readonly split: string;
}

export interface StandaloneOptions {
  readonly seed: string;
  readonly data?: string | undefined;
  /** Instead of the evaluator's own. */
  readonly limits?: LimitOverrides | undefined;
  /** Called with each line that the simulation writes to its console, when it is done. */
  readonly onLog?: ((line: string) => void) | undefined;
}

/** Opens the evaluation of one problem; its owner disposes of it. */
export function openStandaloneEvaluation(
  problem: Problem,
  { seed, data, limits, onLog }: StandaloneOptions,
): StandaloneEvaluation {
  const pool = withSecondChance(createSandbox({ workers: 1 }));
  const sandbox = onLog === undefined ? pool : withLog(pool, onLog);
  const measure = createMeasure({ problem, sandboxes: { isolate: sandbox }, seed, data, limits });
  return {
    async measure({ name, source, split }, signal) {
      const submit: Submit = (job) => measure(job, signal);
      if (!/^(seed|baseline):/.test(name)) return measureAudited({ source, split }, submit);
      const evaluation = await submit({ source, split });
      return requireNoFault(evaluation, { name, evaluator: problem.evaluator.name });
    },
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}
