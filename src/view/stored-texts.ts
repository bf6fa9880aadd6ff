import * as z from 'zod';
import { messageOf, StoreError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import type { Completion, ModelMessage, Transcript } from '../core/model.ts';
import type { Evaluation, Source } from '../core/program.ts';
import { storedEvaluation } from '../store/evaluation-schema.ts';

const Text = z.string();

const StoredSource = z.object({ entry: Text, files: z.record(Text, Text) });

const Finish = z.enum(['stop', 'length', 'refusal', 'content-filter']);

const StoredMessages = z.array(
  z.object({ role: z.enum(['system', 'user', 'assistant']), text: Text }),
);

const StoredCompletion = z.object({
  text: Text,
  finish: Finish,
  usage: z.object({
    input: z.number(),
    cachedInput: z.number(),
    cacheWrite: z.number(),
    output: z.number(),
    reasoning: z.number(),
  }),
  answeredBy: Text,
  adapted: z.array(Text).optional(),
});

const StoredTranscript = z.object({
  kind: Text,
  model: Text,
  turns: z.array(z.object({ key: Text, finish: Finish, outcome: Text })),
  cut: z.array(Text),
  notes: z.array(Text),
});

/** A stored text as the program it holds; undefined when it is something else. */
export function sourceIn(text: string | undefined): Source | undefined {
  return StoredSource.safeParse(jsonIn(text)).data;
}

/** The result of a candidate, its times left out. */
export function evaluationIn(text: string | undefined): Evaluation | undefined {
  return storedEvaluation.safeParse(jsonIn(text)).data;
}

/** The messages of a model call. */
export function messagesIn(text: string | undefined): readonly ModelMessage[] | undefined {
  return StoredMessages.safeParse(jsonIn(text)).data;
}

/** A model's reply. */
export function completionIn(text: string | undefined): Completion | undefined {
  return StoredCompletion.safeParse(jsonIn(text)).data;
}

/** The transcript of a model's proposal; undefined for the details of other proposers. */
export function transcriptIn(text: string | undefined): Transcript | undefined {
  return StoredTranscript.safeParse(jsonIn(text)).data;
}

/** Any stored value. Throws StoreError when the text is no JSON. */
export function jsonIn(text: string | undefined): Json | undefined {
  if (text === undefined) return undefined;
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- JSON.parse makes nothing else
    return JSON.parse(text) as Json;
  } catch (cause) {
    throw new StoreError(`a text of the log is no JSON: ${messageOf(cause)}`, {
      cause,
      hint: 'adrs did not write this log; restore the folder of the run from a copy',
    });
  }
}
