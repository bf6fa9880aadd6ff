import type { Brief, Proposer } from '../../core/proposer.ts';
import type { LanguageModel } from '../../core/model.ts';
import type { Rng } from '../../core/rng.ts';
import { promptFor } from '../../llm/model-proposer.ts';
import { isProposalKind, subjectOf, type ProposalKind } from '../../llm/subject.ts';
import { worstConversation } from '../../models/cost.ts';
import { briefSections } from '../../prompt/brief-sections.ts';
import { composePrompt } from '../../prompt/compose-prompt.ts';
import { PROMPT_TOKENS, type LlmParts } from '../compose-models.ts';
import type { ModelConfig } from '../../config/model-schema.ts';
import type { Conversations, Kinds } from '../../core/kinds.ts';
import { optionsOf } from '../../config/entry-schemas.ts';
import type { ProposerConfig, RunConfig } from '../../config/resolve-config.ts';
import type { DeepReadonly } from '../../config/deep-readonly.ts';

/** Usage of a model by one proposal; all zero without one. */
export interface CallEstimate {
  /** Tokens of a real first prompt. */
  readonly promptTokens: number;
  /** Tokens that a reply is expected to have, reasoning included. */
  readonly replyTokens: number;
  readonly calls: number;
  readonly tokens: number;
  readonly expectedUsd: number;
  /** The most it can cost: the longest prompt, every byte a token, every reply as long as it may be. */
  readonly worstUsd: number;
  /** Waiting for replies, one after the other. */
  readonly seconds: number;
}

/** The inputs of estimates. */
export interface CallContext {
  readonly config: RunConfig;
  readonly kinds: Kinds;
  readonly llmParts: LlmParts | undefined;
  readonly brief: Brief;
  readonly rng: Rng;
}

const NOTHING: CallEstimate = {
  promptTokens: 0,
  replyTokens: 0,
  calls: 0,
  tokens: 0,
  expectedUsd: 0,
  worstUsd: 0,
  seconds: 0,
};

/** Assumptions about replies, shown with every estimate. */
export const ASSUMED = {
  /** Replies until one can be used. */
  turns: 1.3,
  /** Tokens around a program, such as explanations. */
  words: 400,
  /** Share of the program that edits repeat. */
  edited: 0.4,
  /** Tokens of reasoning where only an effort is given. */
  effort: { minimal: 200, low: 1_000, medium: 4_000, high: 10_000 },
  /** Tokens that a model writes in a second, and seconds before the first. */
  tokensPerSecond: 60,
  latencySeconds: 2,
} as const;

/** Estimates the calls of one proposal of a proposer that was made from `entry`. */
export function callEstimate(
  { model: name = '' }: Proposer,
  entry: ProposerConfig,
  context: CallContext,
): CallEstimate {
  const { config, llmParts, kinds } = context;
  const model = llmParts?.models.get(name);
  const settings = config.models[name];
  if (llmParts === undefined || model === undefined || settings === undefined) return NOTHING;
  const shape = shapeOf(entry, kinds);
  const { count: conversations, turns, written } = shape;
  const prompt = promptTokensOf(written, shape.promptTokens, { ...context, llmParts });
  const reply = replyTokensOf(written, settings, { ...context, llmParts });
  const expected = expectedOf(model, { prompt, reply, turns: Math.min(turns, ASSUMED.turns) });
  return {
    promptTokens: prompt,
    replyTokens: Math.round(reply),
    calls: conversations * expected.calls,
    tokens: conversations * expected.tokens,
    expectedUsd: conversations * expected.usd,
    worstUsd: conversations * worstOf(model, shape),
    // Samples are written side by side.
    seconds: expected.seconds,
  };
}

/** The most replies that an advisor is asked for. */
const ADVICE_TURNS = 2;
/** Tokens of a lesson or a direction with its evidence. */
const NOTE_TOKENS = 80;

/** Estimates one round of an advisor. */
export function adviceEstimate(
  kind: 'insights' | 'paradigm',
  { model: name, max }: { readonly model: string; readonly max: number },
  { llmParts, brief }: CallContext,
): CallEstimate {
  const model = llmParts?.models.get(name);
  if (llmParts === undefined || model === undefined) return NOTHING;
  const { templates, declaration, limits, countTokens } = llmParts.tools;
  const { tokens: prompt } = composePrompt({
    template: templates[kind],
    sections: briefSections(brief, { declaration, limits, maxNotes: max }),
    countTokens,
    maxTokens: PROMPT_TOKENS,
  });
  const reply = ASSUMED.words + max * NOTE_TOKENS;
  const shape = { turns: ADVICE_TURNS, promptTokens: PROMPT_TOKENS };
  const { calls, tokens, usd, seconds } = expectedOf(model, { prompt, reply, turns: 1 });
  return {
    promptTokens: prompt,
    replyTokens: reply,
    calls,
    tokens,
    expectedUsd: usd,
    worstUsd: worstOf(model, shape),
    seconds,
  };
}

/** The conversations of one proposal, and what a model is asked to do in them. */
interface Shape extends Omit<Conversations, 'prompt'> {
  readonly written: ProposalKind;
}

const ONE_CONVERSATION = { count: 1, turns: 1, promptTokens: PROMPT_TOKENS, prompt: 'improve' };

/** A kind of proposer without usage, or with a prompt of its own, counts as `improve`. */
function shapeOf({ name, options }: ProposerConfig, { proposers }: Kinds): Shape {
  const kind = proposers.get(name);
  const asked = kind?.asks === 'model' ? kind.conversations?.(optionsOf(kind, options)) : undefined;
  const { prompt, ...shape } = asked ?? ONE_CONVERSATION;
  return { ...shape, written: isProposalKind(prompt) ? prompt : 'improve' };
}

function worstOf(
  model: LanguageModel,
  { turns, promptTokens }: Pick<Shape, 'turns' | 'promptTokens'>,
): number {
  return worstConversation(model, {
    turns,
    promptTokens: BYTES_A_TOKEN * promptTokens + FRAME,
    feedbackTokens: FEEDBACK_BYTES,
    replyTokens: RESENT_BYTES,
  }).usd;
}

/** Bounds that the engine keeps: see `llm/tools.ts` and `conversation.ts`. */
const BYTES_A_TOKEN = 5;
const FRAME = 256;
const FEEDBACK_BYTES = 24_000;
const RESENT_BYTES = 4 * 24_000;

type Written = CallContext & { readonly llmParts: LlmParts };

function promptTokensOf(
  kind: ProposalKind,
  promptTokens: number,
  { llmParts, brief, rng }: Written,
): number {
  const subject = subjectOf(kind, brief, rng);
  const { tools } = llmParts;
  return promptFor({ kind, brief, subject, promptTokens, tools }, { rng }).tokens;
}

function replyTokensOf(
  kind: ProposalKind,
  settings: DeepReadonly<ModelConfig>,
  { llmParts, brief }: Written,
): number {
  if (settings.price === undefined) return 0;
  const text = Object.values(brief.parent?.source.files ?? {}).join('\n');
  const program = llmParts.tools.countTokens(text);
  const { maxTokens } = settings;
  const thinking = thinkingTokensOf(settings);
  // A program grows while it is improved: replies are longer than the seed.
  const share = kind === 'improve' || kind === 'repair' ? ASSUMED.edited : 1.5;
  return Math.min(maxTokens, share * program + ASSUMED.words + thinking);
}

/** Half of a budget for thinking, or what an effort is taken to mean. */
function thinkingTokensOf({
  thinkingTokens,
  effort,
}: Readonly<Partial<Record<string, unknown>>>): number {
  if (typeof thinkingTokens === 'number') return thinkingTokens / 2;
  const efforts: Readonly<Record<string, number>> = ASSUMED.effort;
  return typeof effort === 'string' ? (efforts[effort] ?? 0) : 0;
}

function expectedOf(
  { price }: LanguageModel,
  {
    prompt,
    reply,
    turns,
  }: { readonly prompt: number; readonly reply: number; readonly turns: number },
): {
  readonly calls: number;
  readonly tokens: number;
  readonly usd: number;
  readonly seconds: number;
} {
  // Each later prompt carries all earlier messages.
  const input = prompt + (turns - 1) * (prompt + reply + ASSUMED.words);
  const output = turns * reply;
  return {
    calls: turns,
    tokens: input + output,
    usd: (input * price.input + output * price.output) / 1e6,
    seconds: turns * (ASSUMED.latencySeconds + reply / ASSUMED.tokensPerSecond),
  };
}
