import type { Advisor, Brief } from '../core/proposer.ts';
import type { LanguageModel, Note } from '../core/model.ts';
import { briefSections } from '../prompt/brief-sections.ts';
import { composePrompt } from '../prompt/compose-prompt.ts';
import { readNotes, type NotesRead } from '../prompt/read-notes.ts';
import { converse, nothingUsable, transcriptJson, type Reading } from './conversation.ts';
import { boundedCount, reserveOf, type LlmTools } from './tools.ts';

interface AdvisorOptions {
  readonly model: LanguageModel;
  readonly tools: LlmTools;
  /** Tokens of the first prompt, at most. */
  readonly promptTokens: number;
}

/**
 * Turns the latest programs and their results into short lessons with evidence, merged with the earlier
 * ones.
 */
export function createInsightsAdvisor(
  options: AdvisorOptions & {
    /** Lessons kept at most. */
    readonly max: number;
  },
): Advisor {
  return createAdvisor({ ...options, kind: 'insights', needsEvidence: true });
}

/** Directions proposed at a time. */
const DIRECTIONS = 3;

/**
 * Proposes new directions for a run that has stopped improving: it reads the best program, what was
 * tried and the gap to the bound (the "paradigms" of AdaEvolve, there its most valuable part).
 */
export function createParadigmAdvisor(options: AdvisorOptions): Advisor {
  return createAdvisor({ ...options, kind: 'paradigm', max: DIRECTIONS, needsEvidence: false });
}

/** Replies asked for at most. */
const TURNS = 2;

function createAdvisor(
  options: AdvisorOptions & {
    readonly kind: 'insights' | 'paradigm';
    readonly max: number;
    readonly needsEvidence: boolean;
  },
): Advisor {
  const { kind, model, tools, max, needsEvidence, promptTokens } = options;
  const { declaration, limits } = tools;
  return {
    name: kind,
    model: model.name,
    reserve: reserveOf(model, { promptTokens }),
    async advise(brief, context) {
      const prompt = composePrompt({
        template: tools.templates[kind],
        sections: briefSections(brief, { declaration, limits, maxNotes: max }),
        countTokens: boundedCount(tools.countTokens),
        maxTokens: promptTokens,
      });
      const known = idsIn(brief);
      const { value, transcript } = await converse<readonly Note[]>(
        {
          kind,
          model,
          title: kind,
          prompt,
          revise: tools.templates.revise,
          turns: TURNS,
          read: ({ text }) => readingOf(readNotes(text, { max, known, needsEvidence })),
        },
        context,
      );
      if (value === undefined) throw nothingUsable(transcript);
      return { notes: value, detail: transcriptJson(transcript) };
    },
  };
}

function readingOf(notes: NotesRead): Reading<readonly Note[]> {
  return 'problem' in notes
    ? { status: 'unusable', kind: 'notes', text: notes.problem }
    : { status: 'usable', value: notes };
}

/** Programs that notes may name: those that the prompt can show. */
function idsIn(brief: Brief): ReadonlySet<string> {
  const { best, recent, attempts, ancestors, notes } = brief.background();
  const evidence = Object.values(notes).flatMap((list) => list.flatMap((note) => note.evidence));
  const shown = [...recent, ...attempts, ...ancestors, ...brief.inspirations, brief.parent, best];
  return new Set([...shown.flatMap((one) => one?.id ?? []), ...evidence]);
}
