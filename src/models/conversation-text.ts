import type { ModelRequest } from '../core/model.ts';

/**
 * A conversation as one text, for answerers that read text. The lines between the messages carry the
 * beginning of the request's key, a digest of the messages, which no message can know: text inside a
 * message cannot pass for another message.
 */
export function conversationText({ messages, key }: ModelRequest): string {
  const tag = key.slice(0, 8);
  const parts = messages.map(
    ({ role, text }, index) =>
      `===== message ${index + 1} of ${messages.length}: ${role} [${tag}] =====\n\n${text}\n`,
  );
  return [...parts, `===== end of the conversation [${tag}] =====\n`].join('\n');
}
