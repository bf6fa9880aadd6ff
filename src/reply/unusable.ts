import { replaceHidden } from '../core/hidden-characters.ts';

/**
 * The reason why a reply could not be used. Nothing is evaluated then:
 *
 * - `empty`, `no-code`: no program and no edit in it.
 * - `several-programs`: two texts for one file that differ.
 * - `truncated`: it ends too early, or leaves code out.
 * - `malformed-edit`: an edit block that cannot be read.
 * - `no-match`, `ambiguous`: the SEARCH text is nowhere, or in more than one place.
 * - `overlapping`: two edits of the same lines.
 * - `outside-block`: a change outside the evolve blocks.
 * - `bad-path`, `unknown-file`: a path that no file may have, or no file has.
 * - `no-op`: the program as it was.
 * - `too-large`: more text than a program or a reply may have.
 * - `unreadable`: no process survives the reading.
 */
export type UnusableKind =
  | 'empty'
  | 'no-code'
  | 'several-programs'
  | 'truncated'
  | 'malformed-edit'
  | 'no-match'
  | 'ambiguous'
  | 'overlapping'
  | 'outside-block'
  | 'bad-path'
  | 'unknown-file'
  | 'no-op'
  | 'too-large'
  | 'unreadable';

/** A reply that is no program. */
export interface Unusable {
  readonly status: 'unusable';
  readonly kind: UnusableKind;
  /** For the model that wrote the reply: what is wrong, where, and what to do. Printable. */
  readonly text: string;
}

export function unusable(kind: UnusableKind, text: string): Unusable {
  return { status: 'unusable', kind, text };
}

/** Whether a step ended early. */
export function isUnusable(value: object): value is Unusable {
  return 'status' in value && value.status === 'unusable';
}

/** A piece of untrusted text on one line: printable, at most `most` characters. */
export function shown(text: string, most = 120): string {
  const plain = replaceHidden(text.slice(0, 2 * most), () => '')
    .replaceAll('\t', '  ')
    .replaceAll('\n', '');
  const cut = Array.from(plain);
  return cut.length > most || text.length > 2 * most
    ? `${cut.slice(0, most).join('')}…`
    : cut.join('');
}

/** Lines `from` to `to` (from 0, both included) with their numbers from 1. */
export function numbered(lines: readonly string[], from: number, to: number): string {
  return lines
    .slice(from, to + 1)
    .map((line, index) => `${String(from + index + 1).padStart(5)} | ${shown(line)}`)
    .join('\n');
}
