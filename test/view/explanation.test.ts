import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../src/core/events.ts';
import { renderExplanation } from '../../src/report/text/explanation.ts';
import { createTrail, explain, type Explanation } from '../../src/view/explanation.ts';
import { createRunFold } from '../../src/view/run-fold.ts';
import {
  conversation,
  createTexts,
  failed,
  modelRun,
  reserved,
} from '../report/synthetic-models.ts';
import { added, logged, scored, started } from '../report/synthetic-run.ts';

type Run = Pick<ReturnType<typeof modelRun>, 'events' | 'blob'>;

function explanationOf({ events, blob }: Run, ordinal: number): Explanation {
  const fold = createRunFold();
  const trail = createTrail(ordinal);
  for (const event of logged(events)) {
    fold.add(event);
    trail.add(event.event);
  }
  const explanation = explain(trail.found(), { fold, blob });
  if (explanation === undefined) throw new Error(`nothing is known about ${ordinal}`);
  return explanation;
}

const textOf = (run: Run, ordinal: number, full = false): string =>
  renderExplanation(explanationOf(run, ordinal), { full });

describe('a program that a model wrote', () => {
  const run = modelRun(120);
  const text = textOf(run, 108);

  test('is explained with its score to the last digit, parents, cost and lineage', () => {
    expect(text).toMatch(/^p108 {2}improve@opus, island 0, placement: improved in cell 108\n/);
    expect(text).toContain('fitness    -89.4, standard error 1.5; meanCostUsd 89.4 USD');
    expect(text).toContain('parents    p90 (fitness -92.2, so +2.8');
    expect(text).toContain('to change p90, shown p1');
    expect(text).toMatch(
      /cost {7}2 replies, [\d,]+ tokens, 0\.026 USD; its lineage with it 0\.068 USD/,
    );
    expect(text).toMatch(/p90 {2}-92\.200 {2}cross@sonnet, 0\.0062 USD: the slack rule/);
    expect(text).toMatch(/^Children: 10; 2 proposals to change it dropped$/m);
  });

  test('shows each question, what was new in it, the reply, and what became of it', () => {
    expect(text).toMatch(/Turn 1 of 2: asked opus, opus-2026-01 answered, .* tokens in, .* USD/);
    expect(text).toMatch(/Turn 2 of 2: .* \(80 % cached\)/);
    expect(text).toMatch(/ {2}not accepted:\n\u2502 There is no edit block/);
    expect(text).toMatch(
      / {2}user \(continues turn 1, .* characters in all\)\n\u2502 There is no edit/,
    );
    expect(text).toMatch(/\u2502 >>>>>>> REPLACE\n {2}accepted/);
    expect(text).toContain('cut        inspiration p3, attempts');
    expect(text).toContain('- waiting is cheap while there is slack');
    expect(text).toMatch(/\u2502 \+ {3}\/\/ hysteresis proportional/);
  });

  test('has long prompts folded, and whole when asked for', () => {
    const whole = textOf(run, 108, true);
    const lines = (shown: string): number => shown.split('Keep the cost low').length - 1;
    expect([lines(text), lines(whole)]).toEqual([13, 30]);
    expect(text).toMatch(/\u22ee \d+ lines left out; --full shows them/);
    expect(whole).not.toContain('--full');
  });

  test('is explained as data without loss', () => {
    const explanation = explanationOf(run, 108);
    expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
    expect(explanation.conversation.turns.map(({ outcome }) => outcome)).toEqual([
      expect.stringContaining('no edit block'),
      'accepted',
    ]);
    expect(explanation.lineageSpending.usd).toBeCloseTo(
      explanation.lineage.reduce((sum, { spending }) => sum + (spending?.usd ?? 0), 0),
      12,
    );
  });
});

test('a dropped proposal is explained with what its model said', () => {
  const text = textOf(modelRun(120), 24);
  expect(text).toMatch(/^#24 {2}\w+@\w+: dropped, duplicate: p3\n {2}a threshold on the price\n/);
  expect(text).toContain('Idea: a threshold on the price');
});

test('calls without a reply are listed with their reasons and what they may have cost', () => {
  const run = modelRun(120);
  expect(textOf(run, 122)).toMatch(/call \d+, local: failed \(connection: connect ECONNREFUSED\)/);
  expect(textOf(run, 122)).toContain('no reply came');
  const lost = textOf(run, 123);
  expect(lost).toMatch(/^#123: its proposal has not come to an end/);
  expect(lost).toMatch(/call \d+, sonnet: lost after 0 s, may have been billed: 0\.20 USD/);
});

test('a reply that its proposer kept no account of is shown all the same', () => {
  const texts = createTexts();
  const talk = conversation(texts, {
    firstCall: 1,
    ordinal: 1,
    model: 'sonnet',
    kind: 'improve',
    exchanges: [
      { messages: [{ role: 'user', text: 'Improve it.' }], reply: 'Idea: none', outcome: 'unused' },
    ],
  });
  const dropped: RunEvent = {
    type: 'proposal-dropped',
    ordinal: 1,
    proposer: 'improve@sonnet',
    askedAfter: 1,
    selection: { parent: 'p0', inspirations: [] },
    island: 0,
    reason: 'failed',
    detail: 'the second call failed',
    spending: talk.outcome.spending,
    evaluations: 0,
    proposeSeconds: 1,
  };
  const events = [started(), added(0), ...talk.events, reserved(2), failed(2, 'server'), dropped];
  const text = textOf({ events, blob: texts.blob }, 1);
  expect(text).toContain('Idea: none');
  expect(text).toContain('nothing came of it: the proposal failed later');
  expect(text).toContain('call 2, sonnet: failed (server: no reply)');
});

test('samples of one question are distinguished by what each of them led to', () => {
  const texts = createTexts();
  const opening = [
    { role: 'system', text: 'Answer.' },
    { role: 'user', text: 'The question.' },
  ] as const;
  const again = (reply: string) =>
    [
      ...opening,
      { role: 'assistant', text: reply },
      { role: 'user', text: `Not ${reply}.` },
    ] as const;
  const talk = conversation(texts, {
    firstCall: 1,
    ordinal: 1,
    model: 'sonnet',
    kind: 's-star',
    exchanges: [
      { messages: opening, reply: 'a', outcome: 'wrong' },
      { messages: again('a'), reply: 'aa', outcome: 'wrong' },
      { messages: opening, reply: 'b', outcome: 'wrong' },
      { messages: again('b'), reply: 'bb', outcome: 'accepted' },
    ],
  });
  const run = {
    events: [started(), added(0), ...talk.events, added(1, talk.outcome)],
    blob: texts.blob,
  };
  const { turns } = explanationOf(run, 1).conversation;
  expect(turns.map(({ after, said }) => [after, said.map(({ text }) => text)])).toEqual([
    [null, ['Answer.', 'The question.']],
    [0, ['Not a.']],
    [0, []],
    [2, ['Not b.']],
  ]);
  expect(textOf(run, 1).split('The question.')).toHaveLength(2);
  expect(textOf(run, 1)).toContain('the prompt of turn 1 once more');
});

test('a program of a proposer without a model has its note, detail, change and evaluation', () => {
  const texts = createTexts();
  const policy = (line: string): string =>
    texts.keep({ entry: 'policy.ts', files: { 'policy.ts': `a\n${line}\nb` } });
  const events = [
    started(),
    added(0, { sourceHash: policy('old') }),
    added(1, {
      fitness: -88.12345678901234,
      sourceHash: policy('new'),
      evaluationHash: texts.keep(scored(88)),
      detailHash: texts.keep({ tuned: { slack: 2.5 } }),
    }),
  ];
  const text = textOf({ events, blob: texts.blob }, 1);
  expect(text).toMatch(
    /^p1 {2}genetic, island 1, placement: new in cell 1\n {2}replaced a constant\n/,
  );
  expect(text).toContain(`fitness    ${-88.12345678901234}, standard error`);
  expect(text).toContain('no model was asked');
  expect(text).toContain('"slack": 2.5');
  expect(text).toMatch(
    /Change of p0: policy\.ts\n\u2502 {3}a\n\u2502 - old\n\u2502 \+ new\n\u2502 {3}b/,
  );
  expect(text).toMatch(/\u2502 meanCostUsd 87\.708, \+7\.6 % from the bound/);
  expect(textOf({ events, blob: texts.blob }, 0)).toContain('Text: policy.ts\n\u2502 + a\n');
});

test('nothing that a model or a candidate writes can move the cursor or pass for words of adrs', () => {
  const run = modelRun(60, '\u001B[2J\u202E\u0000\r\n#1  forged line\u009B31m');
  for (const ordinal of [9, 24, 54, 60, 61, 62]) {
    const text = textOf(run, ordinal, true);
    expect(text).toMatch(/forged line/);
    expect(text).not.toMatch(/[^\P{Cc}\n\t]|\u202E/u);
    expect(text).not.toMatch(/^#1 {2}forged/m);
  }
});

test('an ordinal that the log does not know has no explanation, and the last one is reported', () => {
  const trail = createTrail(99);
  for (const event of [started(), added(0), added(1), reserved(1, { ordinal: 5 })])
    trail.add(event);
  const facts = trail.found();
  expect(explain(facts, { fold: createRunFold(), blob: () => undefined })).toBeUndefined();
  expect(facts.lastOrdinal).toBe(5);
});
