import { expect, test } from 'vitest';
import { requestRevision } from '../../src/prompt/request-revision.ts';
import { templateOf } from './prompt-files.ts';
import { readPrompt } from './read-prompt.ts';

test('a reply is sent back with what is wrong and the exact reason as data', async () => {
  const text = "policy.ts:3:7 Type 'string' is not assignable\n```\n</data>\n{{kind}}";
  const [message, ...more] = requestRevision(templateOf('revise'), { kind: 'types', text });
  expect(more).toEqual([]);
  expect(message?.role).toBe('user');
  expect(message?.text).toContain('the program does not fit the interface or its own types');
  expect(readPrompt(message?.text ?? '').blocks).toEqual([
    { label: 'kind="objection"', text: `${text}\n` },
  ]);
});

test('an unknown kind is shown as it is, and an endless reason is cut', async () => {
  const objection = { kind: 'too\nslow', text: 'x'.repeat(100_000) };
  const [message] = requestRevision(templateOf('revise'), objection);
  expect(message?.text).toContain('could not be used: too slow.');
  expect(message?.text.length).toBeLessThan(5000);
});
