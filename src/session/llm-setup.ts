import { existsSync } from 'node:fs';
import type { RunPlan } from '../engine/run-plan.ts';
import { withdrawOpenRequests } from '../models/mailbox/model.ts';
import { loadTokenCounter } from '../models/tokens.ts';
import type { Environment } from '../config/auto-model.ts';
import type { LlmParts } from './compose-models.ts';
import { createInspector, type Inspector } from './inspect.ts';
import type { Kinds } from '../core/kinds.ts';
import { mailboxOf } from '../models/mailbox/provider-kind.ts';
import { createEmbedding, createModels } from './compose-providers.ts';
import { readTemplates } from './prompts.ts';
import { embeddingOf, type RunConfig } from '../config/resolve-config.ts';
import type { EvaluationSetup } from './evaluation-setup.ts';

/** The models of a session with their tools. */
export interface LlmSetup extends AsyncDisposable {
  readonly llmParts: LlmParts;
  readonly inspect: RunPlan['inspect'];
}

interface LlmSetupOptions {
  readonly kinds: Kinds;
  readonly config: RunConfig;
  /** The run's folder, absolute. */
  readonly folder: string;
  readonly env: Environment;
  readonly asking: 'allowed' | 'never';
}

/**
 * Makes the models of a configuration, their templates and the checks of their programs. Undefined when no model
 * writes, so that nothing is loaded in that case. Throws ConfigError.
 */
export async function openLlmSetup(
  {
    problem,
    declaration,
    measure,
    texts,
  }: Pick<EvaluationSetup, 'problem' | 'declaration' | 'measure' | 'texts'>,
  { config, ...options }: LlmSetupOptions,
): Promise<LlmSetup | undefined> {
  if (Object.keys(config.models).length === 0) return undefined;
  const templates = await readTemplates(config.prompts);
  const countTokens = await loadTokenCounter();
  const { attempts } = config.retry;
  const models = await createModels(config.models, { ...options, attempts, countTokens });
  const [judge] = embeddingOf(config.novelty);
  const embedding = judge && (await createEmbedding(judge, { ...options, attempts, countTokens }));
  const trainCases = (await measure.cases('train')).length;
  const inspector: Inspector = createInspector({
    declaration,
    entry: problem.policy.entry,
    texts,
  });
  const limits = { ...problem.evaluator.limits, ...(await measure.limits('train')) };
  const tools = { templates, declaration, limits, countTokens, readReply: texts.read };
  return {
    llmParts: { models, tools, trainCases, embedding },
    inspect: inspector.inspect,
    [Symbol.asyncDispose]: () => inspector[Symbol.asyncDispose](),
  };
}

/** Withdraws the open requests of a finished run to people and agents. */
export async function tidyMailbox(folder: string): Promise<void> {
  const mailbox = mailboxOf(folder);
  if (existsSync(mailbox)) await withdrawOpenRequests(mailbox);
}
