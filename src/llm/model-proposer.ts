import type { Brief, ProposeContext, Proposer } from '../core/proposer.ts';
import type { Answer, LanguageModel } from '../core/model.ts';
import type { Source } from '../core/program.ts';
import { briefSections } from '../prompt/brief-sections.ts';
import { composePrompt, type ComposedPrompt } from '../prompt/compose-prompt.ts';
import { converse, nothingUsable, transcriptJson, type Reading } from './conversation.ts';
import { subjectOf, type Subject, type ProposalKind } from './subject.ts';
import { boundedCount, reserveOf, type LlmTools } from './tools.ts';

export interface ModelProposerOptions {
  readonly kind: ProposalKind;
  readonly model: LanguageModel;
  readonly tools: LlmTools;
  /** Replies asked for at most until one can be used. */
  readonly turns: number;
  /** Tokens of the first prompt, at most. */
  readonly promptTokens: number;
}

/** A program and the line its author gave it. */
export interface Draft {
  readonly source: Source;
  readonly idea: string;
}

/**
 * Asks a model for a program. A reply that cannot be used, for its form or because a review objects, goes back
 * to the model in the same conversation and is never evaluated.
 */
export function createModelProposer(options: ModelProposerOptions): Proposer {
  const { kind, model, tools, turns, promptTokens } = options;
  return {
    name: `${kind}@${model.name}`,
    maxEvaluations: 0,
    needs: NEEDS[kind],
    model: model.name,
    reserve: reserveOf(model, { promptTokens }),
    async propose(brief, context) {
      const subject = subjectOf(kind, brief, context.rng);
      const { value, transcript } = await converse(
        {
          kind,
          model,
          title: titleOf(kind, subject),
          prompt: promptFor({ kind, brief, subject, promptTokens, tools }, context),
          revise: tools.templates.revise,
          turns,
          read: async (answer) =>
            reviewed(await readDraft(answer, subject, { brief, tools }), context),
        },
        context,
      );
      if (value === undefined) throw nothingUsable(transcript);
      const { source, idea } = value;
      const note = idea === '' ? kind : idea;
      return { source, parents: subject.parents, note, detail: transcriptJson(transcript) };
    },
  };
}

const NEEDS: Readonly<Record<ProposalKind, Proposer['needs']>> = {
  improve: undefined,
  rewrite: undefined,
  explore: undefined,
  simplify: undefined,
  draft: undefined,
  cross: 'inspiration',
  repair: 'rejected',
};

/** `improve p12`, `cross p12 p30`, `draft`. */
export function titleOf(kind: string, { parents }: Subject): string {
  return [kind, ...parents].join(' ');
}

interface PromptOptions {
  readonly kind: ProposalKind;
  readonly brief: Brief;
  readonly subject: Subject;
  readonly promptTokens: number;
  readonly tools: LlmTools;
}

/** The first prompt for a subject. Throws ProposalError when it cannot be made short enough. */
export function promptFor(
  options: PromptOptions,
  { rng }: Pick<ProposeContext, 'rng'>,
): ComposedPrompt {
  const { kind, subject, promptTokens, tools } = options;
  const { program, partner, rejected } = subject;
  const brief = program === null ? { ...options.brief, parent: null } : options.brief;
  const { declaration, limits, countTokens, templates } = tools;
  const context = { declaration, limits, rng: rng.fork('prompt'), partner, rejected };
  return composePrompt({
    template: templates[kind],
    sections: briefSections(brief, context),
    countTokens: boundedCount(countTokens),
    maxTokens: promptTokens,
  });
}

/** A reply as a program, or a complaint. */
export async function readDraft(
  answer: Answer,
  { program }: Subject,
  { brief, tools }: { readonly brief: Brief; readonly tools: LlmTools },
): Promise<Reading<Draft>> {
  const { entry } = brief.problem.policy;
  const { text, finish } = answer;
  const read = await tools.readReply(text, { parent: program?.source ?? null, entry, finish });
  if (read.status === 'unusable') return read;
  return { status: 'usable', value: { source: read.source, idea: read.idea } };
}

/** The draft where the review has no objection, else a complaint. */
export async function reviewed(
  reading: Reading<Draft>,
  { review }: Pick<ProposeContext, 'review'>,
): Promise<Reading<Draft>> {
  if (reading.status === 'unusable') return reading;
  const objection = await review(reading.value.source);
  return objection === undefined ? reading : { status: 'unusable', ...objection };
}
