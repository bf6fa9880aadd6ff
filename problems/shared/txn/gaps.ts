import type { Transaction } from './transactions.ts';

/** Without a conflict: never binding, and far from overflow. */
export const FREE = -1e6;

/** Accesses of a transaction to one key: positions of its first and last access and write. */
interface Use {
  readonly transaction: number;
  first: number;
  last: number;
  /** -FREE and FREE without a write. */
  firstWrite: number;
  lastWrite: number;
}

/**
 * Least steps from the start of one transaction to that of a later one: on each key that both touch,
 * the later one writes after every access of the earlier one and reads after its last write. So
 * d(i, j) = max(p - q + 1) over conflicting accesses at positions p of i and q of j; FREE without one.
 * Shape [count, count], d(i, j) at j * count + i: what binds one transaction lies together.
 */
export function gapsOf(transactions: readonly Transaction[]): Int32Array {
  const count = transactions.length;
  const gaps = new Int32Array(count * count).fill(FREE);
  for (const uses of usesByKey(transactions).values()) {
    for (const later of uses) {
      for (const earlier of uses) {
        const at = later.transaction * count + earlier.transaction;
        gaps[at] = Math.max(gaps[at] ?? FREE, gapBetween(earlier, later));
      }
    }
  }
  return gaps;
}

/** On one key; FREE of a transaction and itself, and of two that only read. */
function gapBetween(earlier: Use, later: Use): number {
  if (earlier === later) return FREE;
  const gap = 1 + Math.max(earlier.last - later.firstWrite, earlier.lastWrite - later.first);
  return gap > FREE / 2 ? gap : FREE;
}

function usesByKey(transactions: readonly Transaction[]): Map<number, Use[]> {
  const byKey = new Map<number, Use[]>();
  for (const [transaction, { operations }] of transactions.entries()) {
    for (const [kind, key, position] of operations) {
      const uses = byKey.get(key) ?? [];
      if (uses.length === 0) byKey.set(key, uses);
      let use = uses.at(-1);
      if (use?.transaction !== transaction) {
        use = { transaction, first: position, last: position, firstWrite: -FREE, lastWrite: FREE };
        uses.push(use);
      }
      use.first = Math.min(use.first, position);
      use.last = Math.max(use.last, position);
      if (kind === 'r') continue;
      use.firstWrite = Math.min(use.firstWrite, position);
      use.lastWrite = Math.max(use.lastWrite, position);
    }
  }
  return byKey;
}
