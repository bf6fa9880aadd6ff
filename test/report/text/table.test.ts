import fc from 'fast-check';
import stringWidth from 'string-width';
import { describe, expect, test } from 'vitest';
import { cutStartToWidth, cutToWidth } from '../../../src/report/text/cut-to-width.ts';
import { formatAge, formatBytes } from '../../../src/report/text/sizes.ts';
import { renderTable, type Column } from '../../../src/report/text/table.ts';

const columns: readonly Column[] = [
  { title: 'name', least: 6 },
  { title: 'value', align: 'right' },
  { title: 'unit', leaves: 2 },
  { title: 'note', least: 4, leaves: 1 },
];
const rows = [
  ['a-rather-long-name', '1', 'USD', 'cheap'],
  ['b', '12.5', 'USD', 'high'],
];

describe('a table', () => {
  test('has its texts at the left and its numbers at the right', () => {
    expect(renderTable({ columns, rows })).toEqual([
      'name                value  unit  note',
      'a-rather-long-name      1  USD   cheap',
      'b                    12.5  USD   high',
    ]);
  });

  test('cuts what may be cut where room lacks, the widest first, and only then loses columns', () => {
    expect(renderTable({ columns, rows }, 30)).toEqual([
      'name        value  unit  note',
      'a-rather-\u2026      1  USD   cheap',
      'b            12.5  USD   high',
    ]);
    expect(renderTable({ columns, rows }, 20)).toEqual([
      'name    value  note',
      'a-rat\u2026      1  cheap',
      'b        12.5  high',
    ]);
    expect(renderTable({ columns, rows }, 14)).toEqual([
      'name     value',
      'a-rath\u2026      1',
      'b         12.5',
    ]);
  });

  test('has no column without a text, and counts a wide character as two', () => {
    const wide = [
      ['\u6f22\u5b57', '1', '', 'x'],
      ['abcd', '2', '', 'y'],
    ];
    expect(renderTable({ columns, rows: wide })).toEqual([
      'name  value  note',
      '\u6f22\u5b57      1  x',
      'abcd      2  y',
    ]);
  });

  test('fits whatever its texts are', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 40 });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(cell, cell, cell, cell), { minLength: 1 }),
        fc.integer({ min: 8, max: 80 }),
        (texts, width) => {
          for (const line of renderTable({ columns, rows: texts }, width)) {
            expect(stringWidth(line)).toBeLessThanOrEqual(width);
          }
        },
      ),
    );
  });
});

test('a line is cut between characters, never within one', () => {
  expect(cutToWidth('abcdef', 6)).toBe('abcdef');
  expect(cutToWidth('abcdef', 5)).toBe('abcd\u2026');
  expect(cutToWidth('\u6f22\u5b57\u6f22\u5b57', 6)).toBe('\u6f22\u5b57\u2026');
  expect(cutToWidth('a\u{1F469}\u200D\u{1F52C}bcd', 5)).toBe('a\u{1F469}\u200D\u{1F52C}b\u2026');
  expect(cutToWidth('abc', 0)).toBe('');
  expect(cutStartToWidth('run-20260131', 9)).toBe('\u202620260131');
  expect(cutStartToWidth('a\u6f22\u5b57', 4)).toBe('\u2026\u5b57');
});

test('sizes and ages are told in one unit', () => {
  expect([0, 999, 1000, 1_340_000, 999_600, 250e9].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1 kB',
    '1.3 MB',
    '1 MB',
    '250 GB',
  ]);
  expect([-5, 59.9, 60, 3600 * 47, 86_400 * 9].map(formatAge)).toEqual([
    '0 s',
    '59 s',
    '1 min',
    '47 h',
    '9 d',
  ]);
});
