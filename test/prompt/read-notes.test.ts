import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { noteFormat } from '../../src/prompt/reply-format.ts';
import { readNotes } from '../../src/prompt/read-notes.ts';

const options = { max: 3, known: new Set(['p1', 'p2', 'p30']) };
const json = '{"notes": [{"text": "Wait first.", "evidence": ["p1", "p99", "p1", "p30"]}]}';
const expected = [{ text: 'Wait first.', evidence: ['p1', 'p30'] }];

describe('notes are read', () => {
  test.each([
    ['plain JSON', json],
    ['a fence', `\`\`\`json\n${json}\n\`\`\``],
    ['a fence after another one', `\`\`\`ts\nconst x = 1;\n\`\`\`\n\n~~~\n${json}\n~~~\nDone.`],
    ['prose around it', `Here they are: ${json} I hope that helps.`],
    ['a bare list', '[{"text": "Wait first.", "evidence": ["p1", "p30"]}]'],
    ['other names', '{"lessons": [{"lesson": "Wait first.", "programs": "p1 and p30, not p99"}]}'],
    ['one note alone', '{"text": "Wait first.", "evidence": ["p1", "p30"]}'],
  ])('from %s', (_, reply) => {
    expect(readNotes(reply, options)).toEqual(expected);
  });

  test('from a list in Markdown, with the programs it mentions', () => {
    expect(
      readNotes('Lessons:\n\n1. Wait (p1, p9).\n2) Hold on.\n- Stop.\n* More.', options),
    ).toEqual([
      { text: 'Wait (p1, p9).', evidence: ['p1'] },
      { text: 'Hold on.', evidence: [] },
      { text: 'Stop.', evidence: [] },
    ]);
  });

  test('but not from the example of the format, sent back', () => {
    const example = noteFormat(3).slice(noteFormat(3).indexOf('```'));
    expect(example).toContain('"evidence": ["p12", "p30"]');
    expect(readNotes(example, options)).toHaveProperty('problem');
  });
});

test('each text is one line, visible, at most 400 characters, and there once', () => {
  const notes = ['a\n\n b\u0000\u202e', 'A b', '', 'x'.repeat(1000), 7, null];
  const read = readNotes(JSON.stringify({ notes }), { ...options, max: 9 });
  expect(read).toEqual([
    { text: 'a b', evidence: [] },
    { text: `${'x'.repeat(399)}…`, evidence: [] },
  ]);
});

test('a note without known evidence is dropped where evidence is asked for', () => {
  const reply = '[{"text": "a", "evidence": ["p7"]}, {"text": "b", "evidence": ["p2"]}]';
  expect(readNotes(reply, { ...options, needsEvidence: true })).toEqual([
    { text: 'b', evidence: ['p2'] },
  ]);
  expect(
    readNotes('[{"text": "a", "evidence": ["p7"]}]', { ...options, needsEvidence: true }),
  ).toEqual({
    problem: expect.stringContaining('evidence'),
  });
});

test.each([
  '',
  'I cannot help with that.',
  '{"notes": []}',
  '{"notes": [',
  '[]',
  '"text"',
  '{"a": 1}',
])('of %j it is said that there are none', (reply) => {
  expect(readNotes(reply, options)).toEqual({ problem: expect.stringContaining('no notes') });
});

test('no reply makes it throw or go beyond its limits', () => {
  const nasty = [
    '['.repeat(50_000),
    '{"notes":'.repeat(20_000),
    '```\n'.repeat(50_000),
    '- '.repeat(90_000),
  ];
  for (const reply of nasty) expect(readNotes(reply, options)).toHaveProperty('problem');
  expect(readNotes('- x\n'.repeat(100_000), options)).toEqual({
    problem: 'the reply is longer than 200000 characters',
  });
  const reply = fc.oneof(
    fc.string(),
    fc.json(),
    fc.json().map((text) => `{"notes": ${text}}`),
  );
  fc.assert(
    fc.property(reply, (text) => {
      const read = readNotes(text, options);
      if ('problem' in read) return;
      expect(read.length).toBeLessThanOrEqual(3);
      for (const note of read) {
        expect(note.text.length).toBeLessThanOrEqual(400);
        expect(note.evidence.every((id) => options.known.has(id))).toBe(true);
      }
    }),
  );
});
