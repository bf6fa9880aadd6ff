import * as z from 'zod';
import { defineProposer } from '../core/define-kind.ts';
import type { AskingProposerKind, AskingProposerParts } from '../core/kinds.ts';
import { createModelProposer } from './model-proposer.ts';
import { createSStarProposer } from './s-star.ts';
import type { ProposalKind } from './subject.ts';
import type { LlmTools } from './tools.ts';

/** The parts of the proposers of adrs that ask a model. */
export interface LlmProposerParts extends AskingProposerParts {
  readonly tools: LlmTools;
}

const count = z.int().min(1);
const promptTokens = z
  .int()
  .min(1_000)
  .default(16_000)
  .describe('tokens that a prompt may have at most');

const ConversationOptions = z.object({
  turns: count
    .max(20)
    .default(3)
    .describe('replies that one proposal may take, the corrections included'),
  promptTokens,
});

/** Improving a program in a run file. */
export const improveKind = conversationKind('improve', 'edits of a program that make it better');
/** Rewriting a program in a run file. */
export const rewriteKind = conversationKind('rewrite', 'a program written again as a whole');
/** Crossing two programs in a run file. */
export const crossKind = conversationKind('cross', 'the ideas of two programs in one');
/** Repairing a program in a run file. */
export const repairKind = conversationKind('repair', 'edits of a program that has no score');
/** Exploring in a run file. */
export const exploreKind = conversationKind('explore', 'another algorithm than that of a program');
/** Simplifying a program in a run file. */
export const simplifyKind = conversationKind('simplify', 'a shorter program that does the same');
/** Drafting a program in a run file. */
export const draftKind = conversationKind('draft', 'a program from nothing', { drafts: true });

function conversationKind(
  name: ProposalKind,
  summary: string,
  extra: { readonly drafts?: true } = {},
): AskingProposerKind<typeof ConversationOptions> {
  return defineProposer({
    name,
    summary,
    asks: 'model',
    ...extra,
    options: ConversationOptions,
    conversations: (options) => ({ count: 1, ...options, prompt: name }),
    create: (options, { model, tools }: LlmProposerParts) =>
      createModelProposer({ kind: name, model, tools, ...options }),
  });
}

/** S* in a run file. */
export const sStarKind = defineProposer({
  name: 's-star',
  summary: 'the best of several samples, tried on a few train cases',
  asks: 'model',
  drafts: true,
  options: z.object({
    samples: count.max(64).default(4).describe('programs written side by side'),
    rounds: count.max(16).default(2).describe('replies for each, at most'),
    cases: count.default(4).describe('train cases that they are tried on'),
    promptTokens,
  }),
  conversations: (options) => ({
    count: options.samples,
    turns: options.rounds,
    promptTokens: options.promptTokens,
    prompt: 'improve',
  }),
  create: ({ cases: publicCases, ...options }, parts: LlmProposerParts) => {
    const { model, tools, trainCases } = parts;
    return createSStarProposer({ model, tools, publicCases, trainCases, ...options });
  },
});
