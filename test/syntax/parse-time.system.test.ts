import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.ts';
import { type Form, forms, nested } from './nested-forms.ts';

const DEADLINE_MS = 100_000;
const bombs = path.join(import.meta.dirname, '../fixtures/parser-bombs');

interface Judged {
  /** Of the processor. */
  readonly seconds: number;
  /** Whether the text, and a plain one after it, are judged as before. */
  readonly isSame: boolean;
  readonly verdict: string;
}

/** Judges texts one after the other in one process; throws when they take more than the deadline. */
function judged(texts: readonly string[]): readonly Judged[] {
  const program = path.join(import.meta.dirname, 'judge-texts.ts');
  const options = { input: JSON.stringify(texts), encoding: 'utf8', timeout: DEADLINE_MS } as const;
  const lines = execFileSync(process.execPath, [program], options).trim().split('\n');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the program prints
  return lines.map((line) => JSON.parse(line) as Judged);
}

/** The beginnings of texts that took long, or after which a plain text is judged in another way. */
function faults(texts: readonly string[]): readonly string[] {
  return judged(texts).flatMap(({ seconds, isSame }, index) => {
    const text = texts[index]?.slice(0, 100) ?? '';
    // The first texts of a process are slow for want of compiled code.
    return [
      ...(seconds > 2 ? [`${seconds} s: ${text}`] : []),
      ...(isSame ? [] : [`changes: ${text}`]),
    ];
  });
}

describe('however a text nests, it is judged in a moment and changes nothing for the next', () => {
  test.each([2, 12, 40, 190, 600, 3000])('each form in itself, %i deep', (depth) => {
    expect(faults(forms.map((form) => nested([form], depth)))).toEqual([]);
  });

  test('pairs and triples of forms in each other', () => {
    const rng = createRng('nested forms');
    const texts = Array.from({ length: 400 }, () => {
      const chosen: Form[] = [rng.pick(forms)];
      const size = 2 + rng.integer(2);
      while (chosen.length < size) chosen.push(rng.pick(fitting(chosen.at(-1) ?? rng.pick(forms))));
      return nested(chosen, 4 + rng.integer(60));
    });
    expect(faults(texts)).toEqual([]);
  });
});

/** The forms that fit into the hole of another one. */
function fitting({ sort, hole = sort }: Form): readonly Form[] {
  return forms.filter((form) => form.sort === hole);
}

test.each(readdirSync(bombs))('the text %s is refused, and not for its syntax', (name) => {
  const [result] = judged([readFileSync(path.join(bombs, name), 'utf8')]);
  expect(result?.seconds).toBeLessThan(2);
  expect(result?.verdict).toMatch(/"unreadable":true/);
});

test('a program is judged the same after 900 brackets', () => {
  const [result] = judged([`export const d: number = ${'('.repeat(900)}1${')'.repeat(900)};`]);
  expect(result).toMatchObject({ isSame: true });
  expect(result?.verdict).toMatch(/nested too deeply/);
});
