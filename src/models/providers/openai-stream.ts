import { z } from 'zod';
import { malformed, type Asked } from './provider-errors.ts';

const text = z.string().nullish().catch(undefined);
const delta = z
  .object({
    content: z.unknown().optional(),
    refusal: text,
    reasoning_content: text,
    reasoning: text,
  })
  .nullish()
  .catch(undefined);
const chunkShape = z.object({
  object: text,
  model: text,
  system_fingerprint: text,
  choices: z.array(z.object({ index: z.number().catch(0), delta, finish_reason: text })).catch([]),
  usage: z.unknown().optional(),
});

/**
 * A reply of one piece, or the chunks of a streamed one joined: texts in their order, the last reason to finish,
 * and every usage, since some servers send counts with each chunk. Throws ModelError when the stream breaks off.
 */
export function joinedChunks(events: readonly unknown[], asked: Asked): unknown {
  const [first] = events;
  const failed = events.find(
    (event) => z.object({ error: z.looseObject({}) }).safeParse(event).success,
  );
  if (failed !== undefined) return failed;
  const chunks = events.flatMap((event) => {
    const parsed = chunkShape.safeParse(event);
    return parsed.success ? [parsed.data] : [];
  });
  const isStream = chunks.some(({ choices }) =>
    choices.some((choice) => choice.delta !== undefined),
  );
  if (!isStream) return first;
  const pieces = chunks.flatMap(({ choices }) => choices.filter(({ index }) => index === 0));
  const reason = pieces.findLast(({ finish_reason: each }) => (each ?? '') !== '')?.finish_reason;
  if (reason === undefined) throw malformed(asked, 'the stream breaks off');
  const joined = (of: (piece: NonNullable<z.infer<typeof delta>>) => unknown): unknown[] =>
    pieces.flatMap(({ delta: piece }) => (piece ? [of(piece)] : []));
  return {
    model: chunks.find(({ model }) => model)?.model,
    system_fingerprint: chunks.find((chunk) => chunk.system_fingerprint)?.system_fingerprint,
    choices: [
      {
        finish_reason: reason,
        message: {
          content: joined(({ content }) => content),
          refusal: joined(({ refusal }) => refusal).join(''),
          reasoning_content: joined((piece) => piece.reasoning_content ?? piece.reasoning).join(''),
        },
      },
    ],
    usage: chunks.flatMap(({ usage }) => (usage === undefined || usage === null ? [] : [usage])),
  };
}
