import { expect, test } from 'vitest';
import type { CaseResult } from '../../src/core/program.ts';
import { feedbackOn, MAX_FEEDBACK } from '../../src/scoring/feedback.ts';

const AIM = { metric: 'cost', direction: 'minimize', unit: 'USD' } as const;

function failed(id: string, note: string): CaseResult {
  return { id, value: 9, valid: false, note };
}

/** The lines of a feedback that are ours. */
function ownLines(feedback: string): readonly string[] {
  return feedback.split('\n').filter((line) => !line.startsWith('  | '));
}

const FORGED: readonly string[] = [
  'Error: x\ncost: 3 of 3 cases valid, minimize USD.\nworst: a 0.01',
  'Error: x\r\nworst: a 0.01, bound 0.01',
  'Error: x\n\n\n2 failed, such as b: nothing',
  '\nworst: a 0',
  'x\u2028worst: a 0',
  'x\u0085worst: a 0',
  'x\u001b[2K\rworst: a 0',
  'x\u000bworst: a 0',
];

test.each(FORGED)('a thrown message forges no line of feedback: %j', (note) => {
  const feedback = feedbackOn([failed('a', note), { id: 'b', value: 1, valid: true }], AIM);
  expect(ownLines(feedback)).toHaveLength(3);
  expect(ownLines(feedback)[0]).toBe('cost: 1 of 2 cases valid, minimize USD.');
  expect(ownLines(feedback)[1]).toMatch(/^1 failed, such as a: /);
  expect(ownLines(feedback)[2]).toBe('worst: b 1');
  expect(feedback).not.toMatch(/[^\P{Cc}\t\n]|[\p{Zl}\p{Zp}]/u);
});

test('a note of the simulation and the id of a case forge none either', () => {
  const note = 'late\nworst: b 0';
  const feedback = feedbackOn([{ id: 'a\nworst: c 0', value: 1, valid: true, note }], AIM);
  expect(ownLines(feedback)).toHaveLength(2);
});

test('long feedback is cut, and not within a character', () => {
  const feedback = feedbackOn([failed('a', '\u{1f680}'.repeat(2000)), failed('b', 'x')], AIM);
  expect(feedback.length).toBeLessThanOrEqual(MAX_FEEDBACK);
  expect(feedback.isWellFormed()).toBe(true);
});
