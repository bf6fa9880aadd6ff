import { firstHidden } from '../core/hidden-characters.ts';
import type { Source } from '../core/program.ts';

/** The largest candidate that is looked at, in UTF-8 bytes. */
export interface GateLimits {
  readonly maxFileBytes: number;
  readonly maxTotalBytes: number;
  readonly maxFiles: number;
}

/** Limits that leave room for any reasonable policy. */
export const DEFAULT_GATE: GateLimits = {
  maxFileBytes: 64 * 1024,
  maxTotalBytes: 256 * 1024,
  maxFiles: 32,
};

const PATH = /^(?!\/)(?:[\w-][\w.-]*\/)*[\w-][\w.-]*\.(?:ts|js)$/;

/**
 * Checks a candidate's paths, sizes and characters before anything parses it. Returns the first fault, for a person or a model, or undefined.
 */
export function gateSource(source: Source, limits: GateLimits = DEFAULT_GATE): string | undefined {
  const files = Object.entries(source.files);
  if (!Object.hasOwn(source.files, source.entry)) return `there is no file ${quote(source.entry)}`;
  if (files.length > limits.maxFiles) return `more than ${limits.maxFiles} files`;
  let total = 0;
  for (const [path, text] of files) {
    const bytes = new TextEncoder().encode(text).length;
    total += bytes;
    const complaint = complaintAbout(path, text, { bytes, limits });
    if (complaint !== undefined) return complaint;
  }
  return total > limits.maxTotalBytes
    ? `the files have ${total} bytes, at most ${limits.maxTotalBytes} are allowed`
    : undefined;
}

function complaintAbout(
  path: string,
  text: string,
  { bytes, limits }: { readonly bytes: number; readonly limits: GateLimits },
): string | undefined {
  if (path.length > 200 || !PATH.test(path) || path.split('/').includes('..')) {
    return `${quote(path)} is no path of a policy's file`;
  }
  if (bytes > limits.maxFileBytes) {
    return `${path} has ${bytes} bytes, at most ${limits.maxFileBytes} are allowed`;
  }
  const found = firstHidden(text);
  if (found === undefined) return undefined;
  const line = text.slice(0, found.index).split('\n').length;
  const code = (found.character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `${path}:${line} holds the character U+${code}, which is not allowed`;
}

function quote(path: string): string {
  return JSON.stringify(path.slice(0, 80));
}
