import type { Proposer } from '../core/proposer.ts';
import type { LanguageModel } from '../core/model.ts';
import type { AdvisorPlan, Novelty } from '../engine/run-plan.ts';
import { createInsightsAdvisor, createParadigmAdvisor } from '../llm/advisors.ts';
import { createModelProposer } from '../llm/model-proposer.ts';
import { createSStarProposer } from '../llm/s-star.ts';
import type { LlmTools } from '../llm/tools.ts';
import { similarity, sketchOf } from '../syntax/shingles.ts';
import type { RunConfig, LlmProposerConfig } from '../config/resolve-config.ts';

/** The models of a run, and what asking them takes. */
export interface LlmParts {
  /** By name. */
  readonly models: ReadonlyMap<string, LanguageModel>;
  readonly tools: LlmTools;
  readonly trainCases: number;
  /** Turns programs into vectors. */
  readonly embedding?: LanguageModel | undefined;
}

/** A proposer and how often it is tried at the start. */
export interface Weighted {
  readonly proposer: Proposer;
  readonly weight: number;
}

/** An entry of `proposers`, made once for each of its models; a heavy model makes a heavy proposer. */
export function createLlmProposers(
  entry: LlmProposerConfig,
  { config, llmParts }: { readonly config: RunConfig; readonly llmParts: LlmParts },
): readonly Weighted[] {
  return modelsNamed(entry.models, llmParts).map((model) => ({
    proposer: createLlmProposer(entry, model, llmParts),
    weight: entry.weight * (config.models[model.name]?.weight ?? 1),
  }));
}

function createLlmProposer(
  entry: LlmProposerConfig,
  model: LanguageModel,
  { tools, trainCases }: LlmParts,
): Proposer {
  if (entry.name !== 's-star') {
    return createModelProposer({ kind: entry.name, model, tools, ...entry.options });
  }
  const { cases: publicCases, ...options } = entry.options;
  return createSStarProposer({ model, tools, publicCases, trainCases, ...options });
}

function modelsNamed(names: readonly string[], { models }: LlmParts): readonly LanguageModel[] {
  return names.flatMap((name) => models.get(name) ?? []);
}

/** Tokens that a prompt has at most where no proposer's options say it. */
export const PROMPT_TOKENS = 16_000;

/**
 * Writes the first programs of a run that starts from the signature alone, with its heaviest model: by
 * `draft` or `s-star`, whichever is listed first.
 */
export function createDraftProposer(config: RunConfig, llmParts: LlmParts): Proposer | undefined {
  const [name] = heaviestFirst(config.models);
  const [model] = modelsNamed(name === undefined ? [] : [name], llmParts);
  if (model === undefined) return undefined;
  const listed = config.proposers.find(({ name: kind }) => kind === 'draft' || kind === 's-star');
  if (listed?.name === 'draft' || listed?.name === 's-star') {
    return createLlmProposer(listed, model, llmParts);
  }
  const options = { kind: 'draft', turns: 3, promptTokens: PROMPT_TOKENS } as const;
  return createModelProposer({ ...options, model, tools: llmParts.tools });
}

/** Names of models, the heaviest first. */
export function heaviestFirst(models: RunConfig['models']): readonly string[] {
  return Object.entries(models)
    .toSorted(([, a], [, b]) => b.weight - a.weight)
    .map(([name]) => name);
}

/** The advisors that a configuration asks for. */
export function createAdvisors(
  { insights, paradigm }: RunConfig['advice'],
  llmParts: LlmParts,
): readonly AdvisorPlan[] {
  const { tools } = llmParts;
  const promptTokens = PROMPT_TOKENS;
  const plans: AdvisorPlan[] = [];
  if (insights !== 'off') {
    for (const model of modelsNamed([insights.model], llmParts)) {
      const advisor = createInsightsAdvisor({ model, tools, max: insights.max, promptTokens });
      plans.push({ advisor, every: { programs: insights.every } });
    }
  }
  if (paradigm !== 'off') {
    for (const model of modelsNamed([paradigm.model], llmParts)) {
      const advisor = createParadigmAdvisor({ model, tools, promptTokens });
      plans.push({ advisor, every: { plateau: paradigm.plateau } });
    }
  }
  return plans;
}

/** How similar a program of a model may be to those of its island. */
export function createNovelty(
  novelty: RunConfig['novelty'],
  model: LanguageModel | undefined,
): Novelty | undefined {
  if (novelty === 'off') return undefined;
  const { threshold, embedding } = novelty;
  const ofIsland = (island: number): number =>
    typeof threshold === 'number' ? threshold : (threshold[island] ?? threshold[0] ?? 1);
  const judged =
    model === undefined || embedding === undefined
      ? undefined
      : { model, threshold: embedding.threshold };
  return { threshold: ofIsland, sketch: sketchOf, similarity, embedding: judged };
}
