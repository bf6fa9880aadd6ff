import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readReply } from '../../src/reply/read-reply.ts';
import { samplePolicies, sourceOf } from '../fixtures/load-policies.ts';

const problems = new URL('../../problems/', import.meta.url);
const folders = [
  'bin-packing/policies/seeds',
  'bin-packing/policies/baselines',
  'cant-be-late/policies/seeds',
  'cant-be-late/policies/baselines',
];
const policies = [
  ...samplePolicies.map(({ code }) => code),
  ...folders.flatMap((folder) =>
    readdirSync(new URL(`${folder}/`, problems)).map((file) =>
      readFileSync(new URL(`${folder}/${file}`, problems), 'utf8'),
    ),
  ),
];

interface Change {
  readonly from: number;
  readonly count: number;
  readonly lines: readonly string[];
}

const NEW_LINES = ['const extra = 1;', 'if (extra > 2) {', '}', '// because', 'return extra;', ''];

/** Changes of a policy that do not touch each other, each of lines that stand nowhere else. */
const someChanges = fc
  .tuple(
    fc.constantFrom(...policies),
    fc.array(
      fc.record({
        from: fc.nat(200),
        count: fc.integer({ min: 1, max: 6 }),
        lines: fc.array(fc.tuple(fc.constantFrom(...NEW_LINES), fc.nat(3)), { maxLength: 4 }),
      }),
      { minLength: 1, maxLength: 5 },
    ),
  )
  .map(([code, wishes]) => {
    const all = code.trimEnd().split('\n');
    const changes: Change[] = [];
    for (const { from: wish, count: most, lines } of wishes) {
      const from = wish % all.length;
      const count = Math.min(most, all.length - from);
      const indent = /^ */.exec(all[from] ?? '')?.[0] ?? '';
      const change = {
        from,
        count,
        lines: lines.map(([line, depth]) =>
          line === '' ? '' : indent + '  '.repeat(depth) + line,
        ),
      };
      const isApart = changes.every(
        (each) => from + count <= each.from || each.from + each.count <= from,
      );
      if (isApart && isUnique(all, change)) changes.push(change);
    }
    return { all, changes };
  })
  .filter(({ changes }) => changes.length > 0);

/** Whether a piece begins and ends with code and is found only once, also without white space. */
function isUnique(all: readonly string[], { from, count }: Change): boolean {
  const piece = all.slice(from, from + count);
  if (piece[0]?.trim() === '' || piece.at(-1)?.trim() === '') return false;
  const dense = (lines: readonly string[]): string =>
    `\n${lines
      .map((line) => line.replaceAll(/\s/g, ''))
      .filter((line) => line !== '')
      .join('\n')}\n`;
  return dense(all).indexOf(dense(piece)) === dense(all).lastIndexOf(dense(piece));
}

function intended(all: readonly string[], changes: readonly Change[]): string {
  const lines: (string | undefined)[] = [...all];
  for (const { from, count, lines: replacement } of changes) {
    for (let at = from; at < from + count; at += 1) lines[at] = undefined;
    if (replacement.length > 0) lines[from] = replacement.join('\n');
  }
  return `${lines.filter((line) => line !== undefined).join('\n')}\n`;
}

/** Changes that models make to white space when they quote. */
interface Noise {
  readonly kind: 'none' | 'trailing' | 'shifted' | 'flush' | 'tabs' | 'blanks';
  readonly amount: number;
}

const someNoise = fc.record<Noise>({
  kind: fc.constantFrom('none', 'trailing', 'shifted', 'flush', 'tabs', 'blanks'),
  amount: fc.integer({ min: 1, max: 7 }),
});

function noisy(
  { from, count, lines }: Change,
  all: readonly string[],
  { kind, amount }: Noise,
): string {
  const quoted = all.slice(from, from + count);
  const both = (change: (line: string) => string): string =>
    block(quoted.map(change), lines.map(change));
  const shift = (line: string): string => (line === '' ? '' : ' '.repeat(amount) + line);
  if (kind === 'shifted') return both(shift);
  if (kind === 'tabs' && quoted.some((line) => /^ {2}/.test(line)) && all.every(isEven)) {
    return both((line) => line.replace(/^(?: {2})+/, (indent) => '\t'.repeat(indent.length / 2)));
  }
  const common = Math.min(...[...quoted, ...lines].filter((line) => line !== '').map(indentOf));
  if (kind === 'flush') return both((line) => line.slice(Math.min(common, line.length)));
  const search = quoted.map((line, index) => {
    if (kind === 'trailing' && index % 2 === amount % 2) return line + ' '.repeat(amount);
    return kind === 'blanks' && index === amount ? `\n${line}` : line;
  });
  return kind === 'blanks' ? block(['', ...search, ''], ['', ...lines, '']) : block(search, lines);
}

function block(search: readonly string[], replace: readonly string[]): string {
  return ['<<<<<<< SEARCH', ...search, '=======', ...replace, '>>>>>>> REPLACE'].join('\n');
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** Whether tabs can say the indentation of a line. */
function isEven(line: string): boolean {
  return indentOf(line) % 2 === 0;
}

test('edits of real policies, quoted with any white space, give exactly the intended program', () => {
  let applied = 0;
  fc.assert(
    fc.property(
      someChanges,
      fc.array(someNoise, { minLength: 5, maxLength: 5 }),
      fc.boolean(),
      ({ all, changes }, noise, isWindows) => {
        const blocks = changes.map((change, index) =>
          noisy(change, all, noise[index] ?? { kind: 'none', amount: 1 }),
        );
        const ends = (text: string): string => (isWindows ? text.replaceAll('\n', '\r\n') : text);
        const parent = sourceOf(ends(`${all.join('\n')}\n`));
        const goal = ends(intended(all, changes));
        if (goal.trim() === '' || goal === parent.files['policy.ts']) return;
        const read = readReply(`Idea: x\n\n${blocks.toReversed().join('\n\n')}`, {
          parent,
          entry: 'policy.ts',
        });
        expect(read).toEqual({ status: 'program', idea: 'x', source: sourceOf(goal) });
        applied += changes.length;
      },
    ),
    { numRuns: 400, seed: 11 },
  );
  expect(applied).toBeGreaterThan(600);
});
