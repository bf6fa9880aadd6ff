import { expect, test } from 'vitest';
import { readReply } from '../../src/reply/read-reply.ts';
import { sourceOf } from '../fixtures/load-policies.ts';
import { edit, fence } from './replies.ts';

const CODE = 'export const limit = 1;\nexport const wait = 2;\n';
const GOAL = CODE.replace('1', '3');
const DRAFT = edit('export const wait = 2;', 'export const wait = 9; // DRAFT');
const ANSWER = `Idea: more\n\n${edit('export const limit = 1;', 'export const limit = 3;')}`;
const THOUGHTS = `Let me see. I might try\n${DRAFT}\nNo, that is wrong.`;

function codeFrom(reply: string): string | undefined {
  const read = readReply(reply, { parent: sourceOf(CODE), entry: 'policy.ts' });
  return read.status === 'program' ? read.source.files['policy.ts'] : `${read.kind}: ${read.text}`;
}

test.each([
  ['without an opening tag', `${THOUGHTS}\n</think>\n\n${ANSWER}`],
  ['with both tags', `<think>\n${THOUGHTS}\n</think>\n\n${ANSWER}`],
  ['closed in mid-line', `${THOUGHTS} So be it.</think>${ANSWER}`],
  ['</thinking>', `${THOUGHTS}\n</thinking>\n${ANSWER}`],
  ['</reasoning>', `<reasoning>${THOUGHTS}\n</reasoning>\n${ANSWER}`],
  ['</thought>', `${THOUGHTS}\n</thought>\n${ANSWER}`],
  ['</seed:think>', `<seed:think>${THOUGHTS}\n</seed:think>\n${ANSWER}`],
  ['</THINK >', `${THOUGHTS}\n</THINK >\n${ANSWER}`],
  ['[/THINK]', `[THINK]${THOUGHTS}[/THINK]${ANSWER}`],
  ['◁/think▷', `◁think▷${THOUGHTS}◁/think▷${ANSWER}`],
  ['<|end_of_thought|>', `<|begin_of_thought|>${THOUGHTS}<|end_of_thought|>\n${ANSWER}`],
  ['<|END_THINKING|>', `<|START_THINKING|>${THOUGHTS}<|END_THINKING|>${ANSWER}`],
  [
    'channels',
    `<|channel|>analysis<|message|>${THOUGHTS}<|end|><|start|>assistant<|channel|>final<|message|>${ANSWER}<|return|>`,
  ],
  ['channels without tokens', `analysis${THOUGHTS}assistantfinal${ANSWER}`],
  ['<|channel>thought', `<|channel>thought\n${THOUGHTS}<channel|>${ANSWER}`],
  ['two spans', `<think>${THOUGHTS}</think>\n<think>${DRAFT}</think>\n${ANSWER}`],
  ['a tag that is talked about', `I close with "</think>" now.\n${THOUGHTS}\n</think>\n${ANSWER}`],
  ['thoughts behind the answer', `${ANSWER}\n<think>${THOUGHTS}</think>\n`],
  ['a byte order mark', `\uFEFF${ANSWER}`],
  ['an end of turn', `${THOUGHTS}</think>${ANSWER}\n<|im_end|>`],
])('thoughts are no part of a reply: %s', (_, reply) => {
  expect(codeFrom(reply)).toBe(GOAL);
});

test('a closing tag in a string of the program ends no thoughts', () => {
  const code = "export const tag = '</think>';\nexport const limit = 3;\n";
  expect(codeFrom(`Idea: a tag\n${fence(code)}`)).toBe(code);
});

test.each([
  ['<think>\nI wonder', 'truncated'],
  ['<|channel|>analysis<|message|>I wonder', 'truncated'],
  ['I wonder\n</think>\n', 'empty'],
  ['<think>I wonder</think>', 'empty'],
])('%j is no answer', (reply, kind) => {
  expect(codeFrom(reply)).toContain(`${kind}: `);
});

test('line numbers are those of the whole reply', () => {
  expect(codeFrom(`One\r\ntwo\r\n</think>\n${edit('x', 'y')}`)).toContain('line 4 of your reply');
});
