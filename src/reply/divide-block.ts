import { isBlank } from './lines.ts';
import type { EditBlock } from './scan-reply.ts';

/** One way to read an edit block. */
export interface Division {
  readonly search: readonly string[];
  readonly replace: readonly string[];
}

/**
 * Every way to divide a block into SEARCH and REPLACE, one for each dividing line in it. Usually one;
 * where the texts hold such lines themselves, the file decides which division is meant.
 */
export function divisionsOf({ body, splits }: EditBlock): readonly Division[] {
  return splits.map((at) => ({
    search: unfenced(body.slice(0, at)),
    replace: unfenced(body.slice(at + 1)),
  }));
}

/** Removes the fence that some models put around each half. */
function unfenced(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => !isBlank(line));
  const last = lines.findLastIndex((line) => !isBlank(line));
  const isFenced =
    last > first && /^\s*```[\w-]*\s*$/.test(lines[first] ?? '') && lines[last]?.trim() === '```';
  return isFenced ? lines.slice(first + 1, last) : lines;
}
