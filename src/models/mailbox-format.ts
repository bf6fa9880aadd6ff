import * as z from 'zod';
import { hashText } from '../core/hash.ts';
import type { ModelRequest } from '../core/model.ts';
import { conversationText } from './conversation-text.ts';
import { decodeReply } from './reply-text.ts';

/** The front matter of a request's file. Times are ISO 8601 in UTC. */
export interface RequestHead {
  readonly id: string;
  readonly title: string;
  /** Name of the model that is asked for. */
  readonly model: string;
  readonly asked: string;
  readonly deadline: string;
  readonly key: string;
  /** When and why nobody waits for it any more. */
  readonly withdrawn?: string | undefined;
  readonly because?: string | undefined;
}

const headSchema = z.object({
  id: z.string(),
  title: z.string(),
  model: z.string(),
  asked: z.string(),
  deadline: z.string(),
  key: z.string(),
  withdrawn: z.string().optional(),
  because: z.string().optional(),
});

const FRONT_MATTER = /^---\n((?:[a-z0-9-]+: [^\n]*\n)+)---\n/;

/** The text of a request's file. `run` is how the command line may call the run. */
export function requestText(request: ModelRequest, head: RequestHead, run: string): string {
  const { id, model, deadline } = head;
  return `${frontMatter(head)}
# ${oneLine(head.title)}

You are the model \`${oneLine(model)}\` of a running search. Read the conversation below and write the next
message of the assistant, before ${deadline}. Either

- run \`adrs mailbox answer ${run} ${id} FILE\`, or the same without FILE and the reply on standard input; or
- write the reply to \`${id}.reply.md\` beside this file: under another name first, then rename it.

The reply is text only, at most 1 MiB. Only lines that carry the mark \`[${request.key.slice(0, 8)}]\` separate
messages. To decline, delete this file.

${conversationText(request)}`;
}

/** The front matter of a request's file; undefined when there is none that can be read. */
export function readHead(text: string): RequestHead | undefined {
  return headSchema.safeParse(Object.fromEntries(membersOf(text)?.members ?? [])).data;
}

/** The same file with a front matter of its own. */
export function withHead(text: string, head: RequestHead): string {
  return `${frontMatter(head)}${text.slice(membersOf(text)?.length ?? 0)}`;
}

/** A reply as it stands in its file. */
export interface WrittenReply {
  readonly text: string;
  /** Who answered, where the file says so. */
  readonly by: string | undefined;
  /** The file carries a digest of its text, so that it is known to be whole. */
  readonly isSealed: boolean;
}

/** The text of a reply's file that says who answered and that it is whole. */
export function sealedReply(text: string, by: string): string {
  return `${frontMatter({ 'answered-by': by, sha256: hashText(text) })}${text}`;
}

/** Reads a reply's file, with or without a front matter. */
export function readReply(bytes: Uint8Array): WrittenReply {
  const content = decodeReply(bytes);
  const found = membersOf(content);
  const by = found?.members.get('answered-by');
  if (found === undefined || by === undefined) {
    return { text: content, by: undefined, isSealed: false };
  }
  const text = content.slice(found.length);
  return { text, by, isSealed: found.members.get('sha256') === hashText(text) };
}

function frontMatter(members: object): string {
  const lines = Object.entries(members)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}\n`);
  return `---\n${lines.join('')}---\n`;
}

interface FrontMatter {
  readonly members: ReadonlyMap<string, string>;
  /** Characters that it takes. */
  readonly length: number;
}

/** Values are JSON strings, or bare words as a person would write them. */
function membersOf(text: string): FrontMatter | undefined {
  const [whole, lines] = FRONT_MATTER.exec(text) ?? [];
  if (whole === undefined || lines === undefined) return undefined;
  const members = new Map<string, string>();
  for (const line of lines.trimEnd().split('\n')) {
    const colon = line.indexOf(': ');
    members.set(line.slice(0, colon), plainText(line.slice(colon + 2)));
  }
  return { members, length: whole.length };
}

function plainText(value: string): string {
  if (!/^".*"$/s.test(value)) return value.trim();
  try {
    return z.string().parse(JSON.parse(value));
  } catch {
    // A person may well put quotes around anything.
    return value.slice(1, -1);
  }
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/g, ' ');
}
