import { expect, test } from 'vitest';
import { readReply } from '../../src/reply/read-reply.ts';
import { replyFormat } from '../../src/prompt/reply-format.ts';

const parent = {
  entry: 'policy.ts',
  files: {
    'policy.ts': 'export function answer(): number {\n  const limit = 10;\n  return limit;\n}\n',
  },
};
const helped = { ...parent, files: { ...parent.files, 'lib/b.ts': 'export const b = 1;\n' } };
const EDIT = /^<{7} SEARCH[^]*>{7} REPLACE$/m;
const WHOLE = /^```ts policy\.ts$[^]*?^```$/m;

test.each([
  ['of one file', parent],
  ['of several files', helped],
])('the example edits of the format are edits of a program %s', (_, program) => {
  const [example = ''] = EDIT.exec(replyFormat(program, 'policy.ts')) ?? [];
  const read = readReply(`Idea: a higher limit\n\n${example}`, {
    parent: program,
    entry: 'policy.ts',
  });
  expect(read).toMatchObject({ status: 'program', idea: 'a higher limit' });
  expect(read).toHaveProperty(
    ['source', 'files', 'policy.ts'],
    'export function answer(): number {\n  const limit = /* tune 5..40 */ 20;\n  return limit;\n}\n',
  );
});

test.each([
  ['a program', parent],
  ['nothing', null],
])('the example file of the format is a whole program, from %s', (_, program) => {
  const [example = ''] = WHOLE.exec(replyFormat(program, 'policy.ts')) ?? [];
  expect(
    readReply(`Idea: it is 42\n\n${example}`, { parent: program, entry: 'policy.ts' }),
  ).toEqual({
    status: 'program',
    idea: 'it is 42',
    source: {
      entry: 'policy.ts',
      files: { 'policy.ts': 'export function answer(): number {\n  return 42;\n}\n' },
    },
  });
});

test('the whole format, sent back, is no program', () => {
  const reply = replyFormat(parent, 'policy.ts');
  const other = { entry: 'policy.ts', files: { 'policy.ts': 'export const x = 1;\n' } };
  expect(readReply(reply, { parent: other, entry: 'policy.ts' }).status).toBe('unusable');
});
