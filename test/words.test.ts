import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '..');
const SECTION = '## Words we do not use';
const glossary = readFileSync(path.join(root, 'docs/glossary.md'), 'utf8');
const words = wordsOf(glossary.slice(glossary.indexOf(SECTION)));

/** The words and phrases of the list: those in bold. */
function wordsOf(list: string): readonly string[] {
  return list
    .split('\n')
    .filter((line) => line.startsWith('- not **'))
    .flatMap((line) => [...line.matchAll(/\*\*(.+?)\*\*/g)].map(([, word = '']) => word));
}

/** A phrase in prose, over the ends of lines of a comment, too. */
function proseOf(word: string): string {
  return word.replaceAll(' ', String.raw`(?:-|\s+(?:(?:\*|//)\s+)?)`);
}

/** A word within a name in camel case: `purse` in `budgetPurse` and `purseOf`, `call desk` in `openCallDesk`. */
function nameOf(word: string): string {
  const capitals = word.replaceAll(/(?:^| )([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const [first = '', rest] = [capitals[0], capitals.slice(1)];
  return `(?:(?<=[a-z0-9])${first}|(?<![A-Za-z])[${first}${first.toLowerCase()}])${rest}(?![a-z])`;
}

const isConstant = (word: string): boolean => word === word.toUpperCase();
const plain = words.filter((word) => !isConstant(word));
const prose = new RegExp(`(?<![A-Za-z])(?:${plain.map(proseOf).join('|')})(?![A-Za-z])`, 'gi');
const names = new RegExp(plain.map(nameOf).join('|'), 'g');
const constants = new RegExp(
  `(?<![A-Z0-9_])(?:${words.filter(isConstant).join('|')})(?![A-Z0-9])`,
  'g',
);

/** The words of the list that a text uses, as `LINE: word`. */
function dialectIn(text: string): readonly string[] {
  const found = [prose, names, constants].flatMap((pattern) => [...text.matchAll(pattern)]);
  return [
    ...new Set(
      found.map(
        ({ 0: word, index }) =>
          `${text.slice(0, index).split('\n').length}: ${word.replaceAll(/\s+/g, ' ')}`,
      ),
    ),
  ];
}

/** Texts of policies are pinned by hashes, so that they change only with a reason of their own. */
const isChecked = (file: string): boolean =>
  !/^problems\/[^/]+\/policies\//.test(file) && file !== 'test/words.test.ts';

const files = globSync(
  [
    '{src,evaluators,problems,prompts,docs,skills,bench,test}/**/*.{ts,md,yaml,template,txt}',
    '{README,CHANGELOG,AGENTS}.md',
  ],
  { cwd: root },
).filter(isChecked);

test('nothing uses a word that the glossary rules out', () => {
  const found = files.flatMap((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    const [checked = ''] = file === 'docs/glossary.md' ? text.split(SECTION) : [text];
    return dialectIn(checked).map((place) => `${file}:${place}`);
  });
  expect(found).toEqual([]);
  expect(files.length).toBeGreaterThan(500);
});

describe('a word of the list', () => {
  test.each([
    ['in prose, in any case', 'The Purse is empty'],
    ['over the end of a line of a comment', '/**\n * It is in\n * vain.\n */'],
    ['at the end of a name', 'const budgetPurse = 1;'],
    ['at the start of a name', 'purseOf(run)'],
    ['of two parts in a name', 'openCallDesk(run)'],
    ['in a constant', 'const MOST_CELLS = 4096;'],
    ['that is a whole constant', 'const LARGEST = 60;'],
  ])('is found %s', (_, text) => {
    expect(dialectIn(text)).toHaveLength(1);
  });

  test.each(['pursed', 'the most cells', 'ALMOST_ALL', 'inSummary', 'Dearborn', 'endear'])(
    'is not found in %s',
    (text) => {
      expect(dialectIn(text)).toEqual([]);
    },
  );

  test('is reported with its line', () => {
    expect(dialectIn('a\nb anew')).toEqual(['2: anew']);
  });
});
