import { lstat, readFile } from 'node:fs/promises';
import { decodeReply, MAX_REPLY_BYTES } from '../reply-text.ts';
import { unless } from './folder.ts';

/** The file in the place of a reply. */
export type FoundReply =
  /** None, or it may still be written; last changed at this time, in milliseconds since 1970. */
  | { readonly status: 'unfinished'; readonly writtenMs: number }
  | { readonly status: 'too-long'; readonly bytes: number }
  | { readonly status: 'whole'; readonly text: string };

const NONE = { status: 'unfinished', writtenMs: Infinity } as const;

/**
 * Repeated looks for one reply. A file may be half of what an editor or a pipe is writing: it is whole when
 * two looks in a row find it unchanged. An empty one is no reply yet.
 */
export function createReplyReader(file: string): () => Promise<FoundReply> {
  let seen = '';
  return async () => {
    const info = await unless('ENOENT', lstat(file));
    if (info?.isFile() !== true) return NONE;
    const { size, mtimeMs: writtenMs, ino } = info;
    const before = seen;
    seen = `${ino} ${size} ${writtenMs}`;
    if (seen !== before) return { status: 'unfinished', writtenMs };
    if (size > MAX_REPLY_BYTES) return { status: 'too-long', bytes: size };
    const content = await unless('ENOENT', readFile(file));
    const text = decodeReply(content ?? new Uint8Array());
    return text.trim() === '' ? NONE : { status: 'whole', text };
  };
}
