import { lstat, readFile } from 'node:fs/promises';
import { replyFile, unlessMissing } from './mailbox-folder.ts';
import { readReply, type WrittenReply } from './mailbox-format.ts';
import { MAX_REPLY_BYTES } from './reply-text.ts';

/** What lies in the place of a reply. */
export type FoundReply =
  | { readonly status: 'none' }
  /** It may still be written. */
  | { readonly status: 'unsettled'; readonly writtenMs: number }
  | { readonly status: 'too-long'; readonly bytes: number }
  | { readonly status: 'whole'; readonly reply: WrittenReply };

/** Looks for the reply to one request. */
export interface ReplyReader {
  look(): Promise<FoundReply>;
}

/** Room for the front matter. */
const MAX_FILE_BYTES = MAX_REPLY_BYTES + 4096;

/**
 * A reply with a seal is whole when it is there. Any other may be half of what an editor or a pipe is
 * writing: it counts when two looks at least `settleMs` apart find the same file, unchanged. An empty file is
 * no reply yet.
 */
export function createReplyReader(folder: string, id: string, settleMs: number): ReplyReader {
  const file = replyFile(folder, id);
  let seen: { readonly print: string; readonly at: number } | undefined;
  return {
    async look() {
      const facts = await unlessMissing(lstat(file));
      if (facts?.isFile() !== true) return { status: 'none' };
      const { size, mtimeMs, ino } = facts;
      const print = `${ino} ${size} ${mtimeMs}`;
      const isNew = seen?.print !== print;
      if (seen === undefined || isNew) seen = { print, at: performance.now() };
      const isSettled = performance.now() - seen.at >= settleMs;
      // Between the first sight of a file and the last nothing can be told about it.
      const found = isNew || isSettled ? await readWhole(file, { size, isSettled }) : undefined;
      return found ?? { status: 'unsettled', writtenMs: mtimeMs };
    },
  };
}

/** Undefined as long as it may still be written. */
async function readWhole(
  file: string,
  { size, isSettled }: { readonly size: number; readonly isSettled: boolean },
): Promise<FoundReply | undefined> {
  if (size > MAX_FILE_BYTES) return isSettled ? { status: 'too-long', bytes: size } : undefined;
  const bytes = await unlessMissing(readFile(file));
  if (bytes === undefined) return { status: 'none' };
  const reply = readReply(bytes);
  if (!reply.isSealed && !isSettled) return undefined;
  if (reply.text.trim() === '') return { status: 'none' };
  const length = Buffer.byteLength(reply.text);
  return length > MAX_REPLY_BYTES
    ? { status: 'too-long', bytes: length }
    : { status: 'whole', reply };
}

/** The reply that was taken for a request; undefined when none was. */
export async function readTaken(folder: string, id: string): Promise<WrittenReply | undefined> {
  const bytes = await unlessMissing(readFile(replyFile(folder, id, 'answered')));
  return bytes && readReply(bytes);
}
