import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readHead, requestText, withdrawnText } from '../../../src/models/mailbox/format.ts';
import { requestOf } from './kit.ts';

const anyText = fc.string({ unit: 'grapheme', maxLength: 80 });

const head = fc.record({
  id: anyText,
  title: anyText,
  model: anyText,
  asked: anyText,
  deadline: anyText,
  key: anyText,
});

describe('the file of a request', () => {
  test('gives back its front matter, whatever it holds', () => {
    fc.assert(
      fc.property(head, anyText, (facts, text) => {
        expect(readHead(requestText(requestOf(text), facts, 'run'))).toEqual(facts);
      }),
    );
  });

  test('that is withdrawn says why, and nothing else changes', () => {
    fc.assert(
      fc.property(head, anyText, (facts, why) => {
        const before = requestText(requestOf('q'), facts, 'run');
        const after = withdrawnText(before, why);
        expect(readHead(after)).toEqual({ ...facts, withdrawn: why });
        expect(after.replace(/withdrawn: [^\n]*\n/, '')).toBe(before);
      }),
    );
  });

  test('keeps the line separators that JSON leaves as they are', () => {
    const facts = { id: 'i', title: 'a\u2028b', model: '', asked: '', deadline: '', key: '' };
    expect(readHead(requestText(requestOf('q'), facts, 'run'))).toEqual(facts);
  });

  test.each(['', '# hello', '---\n{\n---\n', '---\n- a\n---\n', '---\nid: { a: b }\n---\n'])(
    'has an empty front matter when somebody spoilt it: %j',
    (text) => {
      expect(Object.values(readHead(text)).every((value) => value === '')).toBe(true);
    },
  );

  test('keeps what is left of a front matter that somebody spoilt', () => {
    expect(readHead('---\nid: x\nmodel: [a]\ntitle: "b"\n---\n')).toMatchObject({
      id: 'x',
      model: '',
      title: 'b',
    });
  });

  test('has the title and the model on one line each', () => {
    const facts = { id: 'i', title: 'a\n# b', model: 'm\n`', asked: '', deadline: '', key: '' };
    expect(requestText(requestOf('q'), facts, 'run')).toContain('\n# a # b\n');
  });
});
