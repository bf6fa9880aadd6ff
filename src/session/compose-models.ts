import type { Proposer } from '../core/proposer.ts';
import type { LanguageModel } from '../core/model.ts';
import type { AdvisorPlan, Novelty } from '../engine/run-plan.ts';
import { createInsightsAdvisor, createParadigmAdvisor } from '../llm/advisors.ts';
import type { LlmProposerParts } from '../llm/proposer-kinds.ts';
import type { LlmTools } from '../llm/tools.ts';
import { similarity } from '../syntax/shingles.ts';
import type { Texts } from '../texts/texts.ts';
import type { AskingProposerKind, Kinds } from '../core/kinds.ts';
import { optionsOf } from '../config/entry-schemas.ts';
import type { ProposerConfig, RunConfig } from '../config/resolve-config.ts';
import { createPart, isPlugIn, type NamedKind } from './create-part.ts';
import { guardedProposer } from './guarded-proposer.ts';

/** The models of a run with their tools. */
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
  /** Its entry in the run file. */
  readonly entry: ProposerConfig;
  readonly weight: number;
}

/** An entry of `proposers`, made once for each of its models; a heavy model makes a heavy proposer. */
export function createLlmProposers(
  entry: ProposerConfig,
  context: LlmContext,
  llmParts: LlmParts,
): readonly Weighted[] {
  const { named, kind, config } = context;
  return modelsNamed(entry.models ?? [], llmParts).map((model) => {
    const made = createPart(named, () =>
      createLlmProposer(kind, entry.options, partsOf(model, llmParts)),
    );
    const proposer = isPlugIn(named) ? guardedProposer(made, entry.name) : made;
    return { proposer, entry, weight: entry.weight * (config.models[model.name]?.weight ?? 1) };
  });
}

/** The kind of an entry and what it belongs to. */
export interface LlmContext {
  readonly named: NamedKind;
  readonly kind: AskingProposerKind;
  readonly config: RunConfig;
}

function createLlmProposer(
  kind: AskingProposerKind,
  options: Readonly<Record<string, unknown>>,
  parts: LlmProposerParts,
): Proposer {
  return kind.create(optionsOf(kind, options), parts);
}

/** The parts of any proposer, and the templates that those of adrs need. */
function partsOf(model: LanguageModel, { tools, trainCases }: LlmParts): LlmProposerParts {
  const { declaration, limits, countTokens } = tools;
  return { model, tools, trainCases, declaration, limits, countTokens };
}

function modelsNamed(names: readonly string[], { models }: LlmParts): readonly LanguageModel[] {
  return names.flatMap((name) => models.get(name) ?? []);
}

/** Tokens that a prompt has at most where no proposer's options say it. */
export const PROMPT_TOKENS = 16_000;

/**
 * Writes the first programs of a run that starts from the signature alone, with its heaviest model: by the
 * first listed kind that drafts, or by `draft`.
 */
export function createDraftProposer(
  { config, kinds }: { readonly config: RunConfig; readonly kinds: Kinds },
  llmParts: LlmParts,
): Proposer | undefined {
  const [name] = heaviestFirst(config.models);
  const [model] = modelsNamed(name === undefined ? [] : [name], llmParts);
  if (model === undefined) return undefined;
  const drafting = (kindName: string): readonly AskingProposerKind[] => {
    const kind = kinds.proposers.get(kindName);
    return kind?.asks === 'model' && kind.drafts === true ? [kind] : [];
  };
  const listed = config.proposers.flatMap(({ name: kindName, options }) =>
    drafting(kindName).map((kind) => ({ kind, options })),
  );
  const others = [...kinds.proposers.keys()].flatMap(drafting);
  const [chosen] = [...listed, ...others.map((kind) => ({ kind, options: {} }))];
  return chosen && createLlmProposer(chosen.kind, chosen.options, partsOf(model, llmParts));
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

/** Limit on the similarity of a model's program to those of its island. */
export function createNovelty(
  novelty: RunConfig['novelty'],
  { model, texts }: { readonly model: LanguageModel | undefined; readonly texts: Texts },
): Novelty | undefined {
  if (novelty === 'off') return undefined;
  const { threshold, embedding } = novelty;
  const ofIsland = (island: number): number =>
    typeof threshold === 'number' ? threshold : (threshold[island] ?? threshold[0] ?? 1);
  const judged =
    model === undefined || embedding === undefined
      ? undefined
      : { model, threshold: embedding.threshold };
  return { threshold: ofIsland, sketch: texts.sketch, similarity, embedding: judged };
}
