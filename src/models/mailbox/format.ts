import { parse } from 'yaml';
import * as z from 'zod';
import type { ModelRequest } from '../../core/model.ts';
import { conversationText } from '../conversation-text.ts';

const field = z.string().catch('');
const headSchema = z.object({
  id: field,
  title: field,
  /** Name of the model that is asked for. */
  model: field,
  asked: field,
  deadline: field,
  key: field,
  /** The reason why nobody waits for it any more. */
  withdrawn: z.string().optional().catch(undefined),
});

/** Front matter of a request's file. Times are ISO 8601 in UTC; what somebody spoilt is empty. */
export type RequestHead = Readonly<z.infer<typeof headSchema>>;

/** The text of a request's file. `run` is how the command line may call the run. */
export function requestText(request: ModelRequest, head: RequestHead, run: string): string {
  const { id, model, deadline } = head;
  // JSON, which YAML reads as well.
  const members = Object.entries(head).map(([name, value]) => `${name}: ${JSON.stringify(value)}`);
  return `---
${members.join('\n')}
---

# ${oneLine(head.title)}

You are the model \`${oneLine(model)}\` of a running search. Read the conversation below and write the next
message of the assistant, before ${deadline}. Either

- run \`adrs mailbox answer ${run} ${id} FILE\`, or the same without FILE and the reply on standard input; or
- write the reply to \`${id}.reply.md\` beside this file: under another name first, then rename it.

The reply is text only, at most 1 MiB. Only lines that carry the mark \`[${request.key.slice(0, 8)}]\` separate
messages. To decline, delete this file.

${conversationText(request)}`;
}

/** The same file once nobody waits for the reply any more. */
export function withdrawnText(text: string, because: string): string {
  return text.replace(/^---\n/, () => `---\nwithdrawn: ${JSON.stringify(because)}\n`);
}

/** The front matter of a request's file. */
export function readHead(text: string): RequestHead {
  const [, yaml = ''] = /^---\n([^]*?)\n---\n/.exec(text) ?? [];
  try {
    return headSchema.parse(parse(yaml, { schema: 'failsafe' }));
  } catch {
    return headSchema.parse({});
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
