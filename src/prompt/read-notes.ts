import type { Note } from '../core/model.ts';
import { cut, oneLine } from './quote.ts';

/** Options for reading a reply with notes. */
export interface ReadNotesOptions {
  /** Notes kept at most, the first ones. */
  readonly max: number;
  /** Ids that evidence may name; others are dropped. */
  readonly known: ReadonlySet<string>;
  /** Drops a note that rests on no known program; false by default. */
  readonly needsEvidence?: boolean | undefined;
}

/** Notes of a reply, or a complaint for its author. */
export type NotesRead = readonly Note[] | { readonly problem: string };

const MAX_REPLY = 200_000;
const MAX_FENCES = 50;
const NOTE_CHARACTERS = 400;
const TEXT_KEYS = ['text', 'note', 'lesson', 'insight', 'direction', 'idea', 'description'];
const EVIDENCE_KEYS = ['evidence', 'programs', 'ids'];
const LIST_KEYS = ['notes', 'lessons', 'insights', 'directions'];
const BULLET = /^[ \t]{0,3}(?:[-*+]|\d{1,2}[.)])[ \t]+(\S.*)$/;
/** A note worth reading has letters; the example of the format, sent back, has none. */
const LETTER = /\p{L}/u;
const ID = /\bp\d+\b/g;

/**
 * Reads an advisor's reply: JSON as `noteFormat` asks for, alone, in a fence or amid prose, or else a
 * list in Markdown. Each text becomes one line without hidden characters, at most 400 characters; equal
 * texts count once. Never throws, whatever the reply.
 */
export function readNotes(reply: string, options: ReadNotesOptions): NotesRead {
  if (reply.length > MAX_REPLY)
    return { problem: `the reply is longer than ${MAX_REPLY} characters` };
  const raw = rawNotes(reply);
  if (raw.length === 0) {
    return {
      problem: 'the reply holds no notes: no JSON with "notes", each with a "text", was found',
    };
  }
  const notes = keptNotes(raw, options);
  if (notes.length > 0) return notes;
  return { problem: 'no note of the reply names as evidence a program that it was shown' };
}

interface RawNote {
  readonly text: string;
  readonly evidence: readonly string[];
}

function keptNotes(
  raw: readonly RawNote[],
  { max, known, needsEvidence = false }: ReadNotesOptions,
): readonly Note[] {
  const kept = new Map<string, Note>();
  for (const one of raw) {
    if (kept.size >= max) break;
    const text = cut(oneLine(one.text), NOTE_CHARACTERS);
    const evidence = [...new Set(one.evidence)].filter((id) => known.has(id));
    const isWanted = text !== '' && (evidence.length > 0 || !needsEvidence);
    const key = text.toLowerCase();
    if (isWanted && !kept.has(key)) kept.set(key, { text, evidence });
  }
  return [...kept.values()];
}

/** The first reading of the reply that gives any note. */
function rawNotes(reply: string): readonly RawNote[] {
  for (const text of jsonTexts(reply)) {
    const notes = notesOfValue(parsed(text));
    if (notes.length > 0) return notes;
  }
  return bullets(reply);
}

/** Stretches of a reply that may be JSON, the likeliest first. */
function* jsonTexts(reply: string): Generator<string> {
  yield reply;
  const fenced = reply.split(/^[ \t]*(?:`{3,}|~{3,}).*$/m);
  const end = Math.min(fenced.length, 2 * MAX_FENCES);
  for (let index = 1; index < end; index += 2) yield fenced[index] ?? '';
  for (const [open, close] of [
    ['{', '}'],
    ['[', ']'],
  ] as const) {
    const start = reply.indexOf(open);
    const last = reply.lastIndexOf(close);
    if (start >= 0 && last > start) yield reply.slice(start, last + 1);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the next reading of the reply is tried.
    return undefined;
  }
}

function notesOfValue(value: unknown): readonly RawNote[] {
  const list = Array.isArray(value) ? value : member(value, LIST_KEYS);
  const items: readonly unknown[] = Array.isArray(list) ? list : [value];
  return items.flatMap((item) => {
    const text = typeof item === 'string' ? item : member(item, TEXT_KEYS);
    if (typeof text !== 'string' || (!Array.isArray(list) && typeof item === 'string')) return [];
    return LETTER.test(text) ? [{ text, evidence: idsIn(member(item, EVIDENCE_KEYS)) }] : [];
  });
}

/** The first of the members called `keys` that an object has. */
function member(value: unknown, keys: readonly string[]): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const members = new Map<string, unknown>(Object.entries(value));
  return keys.map((key) => members.get(key)).find((found) => found !== undefined);
}

function idsIn(value: unknown): readonly string[] {
  const texts = Array.isArray(value) ? value : [value];
  return texts.flatMap((text) => (typeof text === 'string' ? (text.match(ID) ?? []) : []));
}

/** List items, with the ids that they mention as evidence. */
function bullets(reply: string): readonly RawNote[] {
  return reply.split('\n').flatMap((line) => {
    const text = BULLET.exec(line)?.[1];
    return text !== undefined && LETTER.test(text)
      ? [{ text, evidence: text.match(ID) ?? [] }]
      : [];
  });
}
