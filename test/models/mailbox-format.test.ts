import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  readHead,
  readReply,
  requestText,
  sealedReply,
  withHead,
} from '../../src/models/mailbox-format.ts';
import { requestOf } from './mailbox-kit.ts';

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

  test('changes its front matter and nothing else', () => {
    fc.assert(
      fc.property(head, head, anyText, (before, after, text) => {
        const changed = withHead(requestText(requestOf(text), before, 'run'), {
          ...after,
          because: text,
        });
        expect(readHead(changed)).toEqual({ ...after, because: text });
        const bodyOf = (file: string): string => file.slice(file.indexOf('\n---\n'));
        expect(bodyOf(changed)).toBe(bodyOf(requestText(requestOf(text), before, 'run')));
      }),
    );
  });

  test('keeps the line separators that JSON leaves as they are', () => {
    const facts = { id: 'i', title: 'a\u2028b', model: '', asked: '', deadline: '', key: '' };
    expect(readHead(requestText(requestOf('q'), facts, 'run'))).toEqual(facts);
  });

  test('has no front matter when somebody spoilt it', () => {
    expect(readHead('# hello')).toBeUndefined();
    expect(readHead('---\nid: "x"\n---\n')).toBeUndefined();
  });

  test('tells the title and the model on one line each', () => {
    const facts = { id: 'i', title: 'a\n# b', model: 'm\n`', asked: '', deadline: '', key: '' };
    expect(requestText(requestOf('q'), facts, 'run')).toContain('\n# a # b\n');
  });
});

describe('the file of a reply', () => {
  test('with a seal gives back text and author, and is known to be whole', () => {
    fc.assert(
      fc.property(anyText, fc.string(), (text, by) => {
        const lines = text.replaceAll('\r', '');
        expect(readReply(Buffer.from(sealedReply(lines, by)))).toEqual({
          text: lines,
          by,
          isSealed: true,
        });
      }),
    );
  });

  test('with a seal is known not to be whole when any end of it is missing', () => {
    const whole = Buffer.from(sealedReply('Idea: wait\nuntil then\n', 'ann'));
    for (let length = 0; length < whole.length; length += 1) {
      expect(readReply(whole.subarray(0, length)).isSealed).toBe(false);
    }
  });

  test('written by hand is its text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        fc.pre(!text.startsWith('---') && !/[\r\uFEFF]/.test(text));
        expect(readReply(Buffer.from(text))).toEqual({ text, by: undefined, isSealed: false });
      }),
    );
  });

  test('may name its author by hand', () => {
    const written = '---\nanswered-by: ann\n---\nIdea: wait';
    expect(readReply(Buffer.from(written))).toEqual({
      text: 'Idea: wait',
      by: 'ann',
      isSealed: false,
    });
  });
});
