import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Source } from '../../src/core/program.ts';
import { gateSource } from '../../src/syntax/gate.ts';
import { readReply, type ReadReply } from '../../src/reply/read-reply.ts';
import { samplePolicy, sourceOf } from '../fixtures/load-policies.ts';

const PARENTS: readonly (Source | null)[] = [
  null,
  sourceOf(samplePolicy('spot').code),
  sourceOf('// EVOLVE-BLOCK-START\nexport const a = 1;\n// EVOLVE-BLOCK-END\n'),
  sourceOf(''),
  { entry: 'policy.ts', files: { 'policy.ts': '}\n}\r\n}', 'b.ts': 'export const b = 1;' } },
];

const MARKERS = ['<<<<<<< SEARCH', '=======', '>>>>>>> REPLACE', '<<<<<', '>>>>>>>>>'];
const FENCES = ['```', '```ts', '~~~~', '```ts ../../x.ts', '```\nexport {};\n```\n'];
const ODD = ['\r', ' ', '\t', '\u0000', '\ud800', '\u2028', '\ufeff', '\u202e', '__proto__', '...'];
const WORDS = ['}', 'export const a = 1;', 'File: ../x.ts', '// policy.ts', 'b.ts', 'Idea: x'];
const TAGS = ['<think>', '</think>', '// EVOLVE-BLOCK-START', '// EVOLVE-BLOCK-END', '\n', '\r\n'];
const CODE = samplePolicy('spot').code.split('\n').slice(0, 12);

const token = fc.constantFrom(...MARKERS, ...FENCES, ...ODD, ...WORDS, ...TAGS, ...CODE);
const tokens = fc.array(token, { maxLength: 30 });
const wellFormed = fc
  .tuple(tokens, tokens, tokens)
  .map(([before, search, replace]) =>
    [
      ...before.slice(0, 2),
      MARKERS[0],
      ...search.slice(0, 2),
      '=======',
      ...replace,
      MARKERS[2],
    ].join('\n'),
  );
const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  tokens.map((found) => found.join('')),
  tokens.map((found) => found.join('\n')),
  wellFormed,
);

/** Faults in the reading of a reply; empty when there are none. */
function complaintAbout(read: ReadReply): string {
  if (read.status === 'unusable') return read.text === '' ? 'nothing is said' : '';
  if (!/^\P{C}{0,200}$/u.test(read.idea)) return `idea ${JSON.stringify(read.idea)}`;
  const complaint = gateSource(read.source) ?? '';
  // Characters that a program must not hold are the gate's business.
  return complaint.includes('holds the character') ? '' : complaint;
}

test('any text is a program within the limits or says why not, and nothing is thrown', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(anyText, fc.constantFrom(...PARENTS), (reply, parent) => {
      const read = readReply(reply, { parent, entry: 'policy.ts' });
      seen.add(read.status === 'program' ? 'program' : read.kind);
      expect(complaintAbout(read)).toBe('');
    }),
    { numRuns: 1500, seed: 5 },
  );
  const often = ['program', 'no-code', 'truncated', 'malformed-edit', 'no-match', 'unknown-file'];
  expect([...seen]).toEqual(expect.arrayContaining(often));
});

const BLOCK = '<<<<<<< SEARCH\n}\n=======\n{\n>>>>>>> REPLACE\n';
const CHARACTERS = ['<', '>', '=', '`', '~', ' ', '\t', '*', '/', '.', '\n', '\r', '#', '(', '{'];
const LINES = ['<<<<<<< SEARCH\n', '=======\n', '>>>>>>> REPLACE\n', '```\n', '```ts\n', '}\n'];
const PIECES = ['export ', 'Idea: ', '<think>', '// ...\n', 'a.ts\n', 'a/', '../', BLOCK];

/** A pattern that goes back over what it has read would not come to the end of these. */
test.each(['', '```ts\nexport const a = ', '<<<<<<< SEARCH\n}\n=======\n'])(
  'half a megabyte of one piece after %j is read to its end',
  (start) => {
    const parent = sourceOf('}\n'.repeat(30_000));
    for (const piece of [...CHARACTERS, ...LINES, ...PIECES]) {
      const reply = start + piece.repeat(500_000 / piece.length);
      expect(complaintAbout(readReply(reply, { parent, entry: 'policy.ts' }))).toBe('');
    }
  },
);
