import type { Background } from '../core/proposer.ts';
import type { Note } from '../core/model.ts';
import type { Rng } from '../core/rng.ts';
import { inlineQuote, oneLine } from './quote.ts';

const NOTE_CHARACTERS = 400;

/** The notes of the advisor called `name`, and of those called `name@MODEL`. */
export function notesOf(notes: Background['notes'], name: string): readonly Note[] {
  return Object.keys(notes)
    .filter((advisor) => advisor === name || advisor.startsWith(`${name}@`))
    .toSorted()
    .flatMap((advisor) => notes[advisor] ?? []);
}

/** At most `count` notes, drawn without replacement, in the order in which they were written. */
export function sampled(notes: readonly Note[], count: number, rng: Rng): readonly Note[] {
  const drawn = new Set(rng.shuffle(notes.map((_, index) => index)).slice(0, count));
  return notes.filter((_, index) => drawn.has(index));
}

/** Notes as a list, each in quotes, with the programs that it rests on. */
export function noteList(notes: readonly Note[]): string {
  return notes
    .map(({ text, evidence }) => {
      const programs = evidence.map(oneLine).join(', ');
      return `- ${inlineQuote(text, NOTE_CHARACTERS)}${programs === '' ? '' : ` (seen in ${programs})`}`;
    })
    .join('\n');
}
