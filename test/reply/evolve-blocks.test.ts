import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Source } from '../../src/core/program.ts';
import { readReply } from '../../src/reply/read-reply.ts';
import { sourceOf } from '../fixtures/load-policies.ts';
import { edit, fence } from './replies.ts';

const HEAD = `import { tool } from './tool.ts';

export function step(slack: number): number {
  // EVOLVE-BLOCK-START
`;
const INSIDE = `  const margin = 0.25;
  return tool(slack - margin);
`;
const TAIL = `  // EVOLVE-BLOCK-END
}
`;
const CODE = HEAD + INSIDE + TAIL;
const TOOL = 'export const tool = (x: number): number => x;\n';
const PARENT: Source = { entry: 'policy.ts', files: { 'policy.ts': CODE, 'tool.ts': TOOL } };
const CHANGED = INSIDE.replace('0.25', '0.5');
const GOAL = HEAD + CHANGED + TAIL;

function outcome(reply: string, parent = PARENT): string | undefined {
  const read = readReply(reply, { parent, entry: 'policy.ts' });
  return read.status === 'program' ? read.source.files['policy.ts'] : `${read.kind}: ${read.text}`;
}

test.each([
  ['an edit inside', edit('  const margin = 0.25;', '  const margin = 0.5;')],
  [
    'an edit with the markers around it',
    edit(
      `  // EVOLVE-BLOCK-START\n${INSIDE}  // EVOLVE-BLOCK-END`,
      `  // EVOLVE-BLOCK-START\n${CHANGED}  // EVOLVE-BLOCK-END`,
    ),
  ],
  [
    'an edit that forgets the markers',
    edit(`  // EVOLVE-BLOCK-START\n${INSIDE}  // EVOLVE-BLOCK-END`, CHANGED.trimEnd()),
  ],
  ['a whole file', fence(GOAL)],
  [
    'a whole file with other white space outside',
    fence(GOAL.replace('\n\n', '\n').replace('{\n', '{  \n')),
  ],
  ['a whole file without markers', fence(GOAL.replaceAll(/.*EVOLVE.*\n/g, ''))],
  ['the inside alone', fence(CHANGED)],
  ['the inside alone, with the path', fence(CHANGED, 'ts policy.ts')],
])('%s changes the inside and nothing else', (_, reply) => {
  expect(outcome(reply)).toBe(GOAL);
});

test.each([
  [
    'an edit outside',
    edit(
      'export function step(slack: number): number {',
      'export function step(slack = 1): number {',
    ),
    /line 3 |3 \| export function step/,
  ],
  [
    'an edit across a marker',
    edit(
      '  return tool(slack - margin);\n  // EVOLVE-BLOCK-END\n}',
      '  return 1;\n  // EVOLVE-BLOCK-END\n}\nexport const a = 1;',
    ),
    /export const a = 1/,
  ],
  [
    'a whole file with another outside',
    fence(GOAL.replace('slack: number', 'rest: number')),
    /3 \| export function step/,
  ],
  [
    'the same without markers',
    fence(GOAL.replaceAll(/.*EVOLVE.*\n/g, '').replace('slack: number', 'rest: number')),
    /Only text between/,
  ],
  ['a marker more', fence(HEAD + CHANGED + TAIL + HEAD), /none more, none less/],
  [
    'a marker moved',
    edit(
      '  const margin = 0.25;',
      '  // EVOLVE-BLOCK-END\n  const margin = 0.5;\n  // EVOLVE-BLOCK-START',
    ),
    /none more, none less/,
  ],
  [
    'another file',
    edit('=> x;', '=> 2 * x;', ' tool.ts').replace('=> x', TOOL.trim().replace('=> x;', '=> x')),
    /tool\.ts cannot be changed/,
  ],
  [
    'a new file',
    `${edit('  const margin = 0.25;', '  const margin = 0.5;')}\n${fence("'tool.ts'", 'ts more.ts')}`,
    /more\.ts cannot be changed/,
  ],
])('%s is refused and told', (_, reply, says) => {
  const found = outcome(reply);
  expect(found).toMatch(/^outside-block: /);
  expect(found).toMatch(says);
});

test.each([
  ['comment', '  return 1; } /*'],
  ['string', '  return 1; } const swallowed = `'],
])('a %s that is left open inside and swallows what follows is refused', (_, line) => {
  const code = `${CODE}// \` ;\n/* */ export const end = 1;\n`;
  const parent = { ...PARENT, files: { ...PARENT.files, 'policy.ts': code } };
  const found = outcome(edit('  return tool(slack - margin);', line), parent);
  expect(found).toMatch(/^outside-block: .*leaves a comment or a string open/);
});

test('two blocks are changed together, and a text without markers is not guessed at', () => {
  const two = CODE + CODE.replace('step', 'stop').replace(/^import.*\n/, '');
  const parent = { ...PARENT, files: { ...PARENT.files, 'policy.ts': two } };
  expect(outcome(fence(two.replaceAll('0.25', '0.5')), parent)).toBe(two.replaceAll('0.25', '0.5'));
  expect(outcome(fence(CHANGED, 'ts policy.ts'), parent)).toMatch(
    /^outside-block: .*2 evolve blocks/,
  );
});

test.each([
  ['a block without an end', HEAD + INSIDE],
  ['an end without a block', INSIDE + TAIL + HEAD + INSIDE + TAIL],
  ['a block in a block', HEAD + HEAD + INSIDE + TAIL + TAIL],
])('%s freezes the file', (_, code) => {
  const parent = { ...PARENT, files: { 'policy.ts': code } };
  expect(outcome(fence(GOAL), parent)).toMatch(/^outside-block: .*line \d+ has no partner/);
});

test('line ends of Windows stay, inside and outside', () => {
  const parent = sourceOf(CODE.replaceAll('\n', '\r\n'));
  expect(outcome(fence(GOAL), parent)).toBe(GOAL.replaceAll('\n', '\r\n'));
  expect(outcome(edit('  const margin = 0.25;', '  const margin = 0.5;'), parent)).toBe(
    GOAL.replaceAll('\n', '\r\n'),
  );
});

/** Pieces that make replies which nearly fit. */
const harmless = fc.constantFrom('  return 1;', '  const margin = 0.5;', '', '  tool(slack);');
const tricky = fc.constantFrom(
  ...CODE.split('\n'),
  '}',
  '/*',
  '*/',
  '`',
  '// EVOLVE-BLOCK-START',
  '// EVOLVE-BLOCK-END',
);
const piece = fc.oneof({ arbitrary: harmless, weight: 4 }, { arbitrary: tricky, weight: 1 });
const lines = fc.array(piece, { maxLength: 4 }).map((found) => found.join('\n'));
const nearly = fc.oneof(
  fc.tuple(fc.integer({ min: 2, max: 7 }), fc.nat(2), lines).map(([from, count, text]) => {
    const quoted = CODE.split('\n').slice(from, from + count + 1);
    return edit(quoted.join('\n'), text, ' policy.ts');
  }),
  fc.tuple(fc.integer({ min: 2, max: 7 }), fc.nat(2), lines).map(([from, count, text]) => {
    const all = CODE.split('\n');
    all.splice(from, count, text);
    return fence(all.join('\n'), 'ts policy.ts');
  }),
  lines.map((text) => fence(text, 'ts policy.ts')),
);
const someReply = fc.array(nearly, { minLength: 1, maxLength: 2 }).map((parts) => parts.join('\n'));

test('outside of the blocks nothing changes, for any reply', () => {
  let programs = 0;
  fc.assert(
    fc.property(someReply, (reply) => {
      const read = readReply(reply, { parent: PARENT, entry: 'policy.ts' });
      if (read.status !== 'program') return;
      programs += 1;
      const code = read.source.files['policy.ts'] ?? '';
      expect(code.startsWith(HEAD)).toBe(true);
      expect(code.endsWith(TAIL)).toBe(true);
      expect(code.match(/EVOLVE-BLOCK/g)).toHaveLength(2);
      expect(read.source.files).toEqual({ 'policy.ts': code, 'tool.ts': TOOL });
    }),
    { numRuns: 400, seed: 3 },
  );
  expect(programs).toBeGreaterThan(50);
});
