import type { Proposer } from '../core/proposer.ts';
import type { LanguageModel } from '../core/model.ts';
import type { AdvisorPlan, Novelty } from '../engine/run-plan.ts';
import { createInsightsAdvisor, createParadigmAdvisor } from '../llm/advisors.ts';
import { createModelProposer } from '../llm/model-proposer.ts';
import { createSStarProposer } from '../llm/s-star.ts';
import type { WritingTools } from '../llm/tools.ts';
import { similarity, sketchOf } from '../syntax/shingles.ts';
import type { RunConfig, WriterConfig } from '../config/resolve-config.ts';

/** What writing with models takes. */
export interface Writing {
  /** By name. */
  readonly models: ReadonlyMap<string, LanguageModel>;
  readonly tools: WritingTools;
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
export function createWriters(
  entry: WriterConfig,
  { config, writing }: { readonly config: RunConfig; readonly writing: Writing },
): readonly Weighted[] {
  return modelsNamed(entry.models, writing).map((model) => ({
    proposer: createWriter(entry, model, writing),
    weight: entry.weight * (config.models[model.name]?.weight ?? 1),
  }));
}

function createWriter(
  entry: WriterConfig,
  model: LanguageModel,
  { tools, trainCases }: Writing,
): Proposer {
  if (entry.name !== 's-star') {
    return createModelProposer({ kind: entry.name, model, tools, ...entry.options });
  }
  const { cases: publicCases, ...options } = entry.options;
  return createSStarProposer({ model, tools, publicCases, trainCases, ...options });
}

function modelsNamed(names: readonly string[], { models }: Writing): readonly LanguageModel[] {
  return names.flatMap((name) => models.get(name) ?? []);
}

/** Tokens that a prompt has at most where no proposer's options say it. */
export const PROMPT_TOKENS = 16_000;

/**
 * Writes the first programs of a run that starts from the signature alone, with its heaviest model: by
 * `draft` or `s-star`, whichever is listed first.
 */
export function createDraftStarter(config: RunConfig, writing: Writing): Proposer | undefined {
  const [name] = heaviestFirst(config.models);
  const [model] = modelsNamed(name === undefined ? [] : [name], writing);
  if (model === undefined) return undefined;
  const listed = config.proposers.find(({ name: kind }) => kind === 'draft' || kind === 's-star');
  if (listed?.name === 'draft' || listed?.name === 's-star') {
    return createWriter(listed, model, writing);
  }
  const options = { kind: 'draft', turns: 3, promptTokens: PROMPT_TOKENS } as const;
  return createModelProposer({ ...options, model, tools: writing.tools });
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
  writing: Writing,
): readonly AdvisorPlan[] {
  const { tools } = writing;
  const promptTokens = PROMPT_TOKENS;
  const plans: AdvisorPlan[] = [];
  if (insights !== 'off') {
    for (const model of modelsNamed([insights.model], writing)) {
      const advisor = createInsightsAdvisor({ model, tools, max: insights.max, promptTokens });
      plans.push({ advisor, every: { programs: insights.every } });
    }
  }
  if (paradigm !== 'off') {
    for (const model of modelsNamed([paradigm.model], writing)) {
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
