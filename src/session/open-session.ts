import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import { messageOf, StoreError } from '../core/errors.ts';
import type { RunEvent, RunStarted } from '../core/events.ts';
import type { Queue } from '../core/evaluator.ts';
import type { Store } from '../core/store.ts';
import type { Kinds } from '../core/kinds.ts';
import type { Problem } from '../core/problem.ts';
import type { IsolateSandbox } from '../core/sandbox.ts';
import type { EventListener, RunPlan } from '../engine/run-plan.ts';
import { createLocalQueue, type LocalQueueOptions } from '../queue/local-queue.ts';
import type { Environment } from '../config/auto-model.ts';
import { environmentNow } from '../config/environment.ts';
import type { LoadedConfig, RunConfig } from '../config/run-config.ts';
import { composePlan, type PlanParts } from './compose.ts';
import type { LlmParts } from './compose-models.ts';
import { loggedConfig } from './describe-run.ts';
import { modelNotices } from './describe-models.ts';
import type { EvaluationSetup } from './evaluation-setup.ts';
import { tidyMailbox } from './llm-setup.ts';
import type { Sources } from './sources.ts';
import { openRunSpans, type RunSpans } from './spans.ts';

/** An open run: everything a command needs, and one way to close it. */
export interface Session extends AsyncDisposable {
  /** The run's folder, absolute. */
  readonly folder: string;
  readonly problem: Problem;
  readonly config: RunConfig;
  readonly plan: RunPlan;
  /** Notices before anything is spent: the models that write, unknown prices, what the jail of workers lacks. */
  readonly notices: readonly string[];
}

export interface SessionOptions {
  /** That of `evolve`: a text that is being read then holds up no pause. */
  readonly signal?: AbortSignal | undefined;
  readonly onEvent?: EventListener | undefined;
  /** Variables with the keys, in place of the environment of this process. */
  readonly env?: Environment | undefined;
  /** Makes where evaluations run; slots of this machine when left out. The session closes it. */
  readonly createQueue?: ((options: LocalQueueOptions) => Queue) | undefined;
}

/** What a session is made of. */
export interface OpenParts extends EvaluationSetup, Omit<Sources, keyof AsyncDisposable> {
  readonly folder: string;
  readonly config: RunConfig;
  readonly kinds: Kinds;
  /** The run file of a new run. */
  readonly asked?: LoadedConfig['asked'];
  /** Notices about its budgets. */
  readonly means?: readonly string[];
  readonly store: Store;
  readonly started: RunStarted;
  /** Makes the plan of a run whose log tells of changes; what it opens is closed with the session. */
  readonly change?: ((plan: RunPlan, stack: AsyncDisposableStack) => Promise<RunPlan>) | undefined;
}

export interface OpenOptions extends SessionOptions {
  /** Closed with the session, or when it cannot be opened. */
  readonly owned: AsyncDisposableStack;
  readonly isReplay?: true;
}

/** The inputs of a plan without a queue of its own. */
export async function planPartsOf(
  parts: Omit<OpenParts, 'change'>,
  spans?: RunSpans,
): Promise<Omit<PlanParts, 'queue'>> {
  const { llm, measure, ...given } = parts;
  const trainCases = (await measure.cases('train')).length;
  const llmParts = llm && withSpans(llm.llmParts, spans);
  return { ...given, trainCases, llmParts, inspect: llm?.inspect };
}

function withSpans(llmParts: LlmParts, spans: RunSpans | undefined): LlmParts {
  if (spans === undefined) return llmParts;
  const { models, embedding } = llmParts;
  const traced = [...models].map(([name, model]) => [name, spans.model(model, 'chat')] as const);
  return {
    ...llmParts,
    models: new Map(traced),
    embedding: embedding && spans.model(embedding, 'embeddings'),
  };
}

/** Opens a run over its parts. */
export async function openSession(
  { change, ...parts }: OpenParts,
  options: OpenOptions,
): Promise<Session> {
  const { problem, measure, slots, folder, config } = parts;
  const { createQueue = createLocalQueue } = options;
  await using stack = options.owned;
  const spans = options.isReplay === true ? undefined : await openRunSpans(spanFacts(parts));
  let end: RunEvent['type'] | undefined;
  stack.defer(() => spans?.end({ 'adrs.end': end }));
  const evaluate = spans?.evaluation(measure) ?? measure;
  const queue = createQueue({ slots: slots.evaluation, evaluate });
  stack.defer(() => queue.close());
  const onEvent: EventListener = (logged, isNew) => {
    const { type } = logged.event;
    if (ENDS.has(type)) end = type;
    options.onEvent?.(logged, isNew);
  };
  const composed = composePlan({ ...(await planPartsOf(parts, spans)), queue, onEvent });
  const plan = change === undefined ? composed : await change(composed, stack);
  const owned = stack.move();
  return {
    folder,
    problem,
    config,
    plan,
    notices: noticesOf(parts, options),
    async [Symbol.asyncDispose]() {
      await owned.disposeAsync();
      if (end === 'run-finished' && options.isReplay !== true) await tidyMailbox(folder);
    },
  };
}

const ENDS: ReadonlySet<RunEvent['type']> = new Set(['run-resumed', 'run-paused', 'run-finished']);

function spanFacts({ problem, config, folder }: OpenParts): Readonly<Record<string, string>> {
  return { 'adrs.problem': problem.name, 'adrs.seed': config.seed, 'adrs.run': folder };
}

/** What this machine does not have of the jail around workers. */
function missingGuarantees({ guarantees }: IsolateSandbox): readonly string[] {
  const missing = guarantees.filter((guarantee) => guarantee.startsWith('NO '));
  return missing.map((guarantee) => `warning: sandbox: ${guarantee}; adrs doctor says more`);
}

/** Everything to know before the run starts. */
function noticesOf(
  parts: OpenParts,
  { env = environmentNow() }: SessionOptions,
): readonly string[] {
  return [
    ...modelNotices(parts.config, { ...parts, env }),
    ...(parts.means ?? []),
    ...missingGuarantees(parts.sandbox),
  ];
}

/** Writes the configuration of a run, as its log holds it, for people to read. Throws StoreError. */
export async function writeConfig(folder: string, config: RunConfig): Promise<void> {
  const file = path.join(folder, 'config.yaml');
  try {
    await writeFile(file, stringify(loggedConfig(config, folder)));
  } catch (cause) {
    throw new StoreError(`cannot write ${file}: ${messageOf(cause)}`, {
      cause,
      hint: 'make room, or name another folder with --out',
    });
  }
}
