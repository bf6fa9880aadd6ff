import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diffLines } from '../../src/view/line-diff.ts';

const lines = fc.array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 12 });

describe('line diff', () => {
  test('is a way from one text to the other', () => {
    fc.assert(
      fc.property(lines, lines, (old, young) => {
        const [before, after] = [`x${old.join('\n')}`, `x${young.join('\n')}`];
        const diff = diffLines(before, after, 1000);
        const without = (kind: string) =>
          diff
            .filter((line) => line.kind !== kind)
            .map(({ text }) => text)
            .join('\n');
        fc.pre(before !== after);
        expect([without('added'), without('removed')]).toEqual([before, after]);
      }),
    );
  });

  test('of equal texts leaves everything out', () => {
    expect(diffLines('a\nb', 'a\nb')).toEqual([{ kind: 'skipped', text: '2' }]);
  });

  test('is as short as it can be', () => {
    fc.assert(
      fc.property(lines, lines, (old, young) => {
        const diff = diffLines(old.join('\n'), young.join('\n'), 1000);
        const changes = diff.filter(({ kind }) => kind === 'added' || kind === 'removed').length;
        const [a, b] = [old.join('\n').split('\n'), young.join('\n').split('\n')];
        expect(changes).toBe(a.length + b.length - 2 * longestCommon(a, b));
      }),
    );
  });

  test('leaves out what is far from a change and says how much', () => {
    const before = 'abcdefgh'.split('').join('\n');
    expect(diffLines(before, before.replace('e', 'X'), 1)).toEqual([
      { kind: 'skipped', text: '3' },
      { kind: 'same', text: 'd' },
      { kind: 'removed', text: 'e' },
      { kind: 'added', text: 'X' },
      { kind: 'same', text: 'f' },
      { kind: 'skipped', text: '2' },
    ]);
  });

  test('two huge and different texts take no quadratic time', () => {
    const text = (mark: string) => Array.from({ length: 20_000 }, (_, i) => mark + i).join('\n');
    expect(diffLines(text('a'), text('b'))).toHaveLength(40_000);
  });
});

function longestCommon(a: readonly string[], b: readonly string[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  let best: number[] = Array.from({ length: b.length + 1 }, () => 0);
  for (const left of a) {
    const row = [0];
    for (const [index, right] of b.entries()) {
      const diagonal = (best[index] ?? 0) + 1;
      row.push(left === right ? diagonal : Math.max(best[index + 1] ?? 0, row[index] ?? 0));
    }
    best = row;
  }
  return best[b.length] ?? 0;
}
