import type { Transaction } from './transactions.ts';

/** The steps of a transaction in order; undefined is a step that touches no shared key. */
export type Draft = readonly (readonly [kind: 'r' | 'w', key: number] | undefined)[];

/** Puts the steps of a draft at the positions 1, 2, ... */
export function numbered(steps: Draft): Transaction {
  return {
    length: steps.length,
    operations: steps.flatMap((step, index) =>
      step === undefined ? [] : [[step[0], step[1], index + 1] as const],
    ),
  };
}

/** A read and a write of each row, row by row. */
export function updates(...rows: readonly number[]): Draft {
  return rows.flatMap(
    (row) =>
      [
        ['r', row],
        ['w', row],
      ] as const,
  );
}

/** Different values, in the order in which they were first drawn. */
export function different(draw: () => number, count: number): readonly number[] {
  const drawn = new Set<number>();
  while (drawn.size < count) drawn.add(draw());
  return [...drawn];
}
