/**
 * The candidate that `word` was probably meant to be: the one with the smallest edit distance
 * (insert, delete, replace, swap of neighbours; case ignored), as long as at most a third of the
 * longer word differs or the first four letters agree. Undefined when none is near.
 */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  let best: { readonly candidate: string; readonly distance: number } | undefined;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < (best?.distance ?? Infinity) && isNear(word, { candidate, distance })) {
      best = { candidate, distance };
    }
  }
  return best?.candidate;
}

function isNear(
  word: string,
  { candidate, distance }: { readonly candidate: string; readonly distance: number },
): boolean {
  if (distance <= Math.max(word.length, candidate.length) / 3) return true;
  const start = word.slice(0, 4).toLowerCase();
  return start.length === 4 && candidate.toLowerCase().startsWith(start);
}

/** Optimal string alignment distance: Levenshtein with swaps of neighbours. */
export function editDistance(from: string, to: string): number {
  const rows = [Array.from({ length: to.length + 1 }, (_, column) => column)];
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    rows.push(current);
    for (let column = 1; column <= to.length; column += 1) {
      current.push(cell(rows, { from, to, row, column }));
    }
  }
  return rows.at(-1)?.at(-1) ?? 0;
}

interface Position {
  readonly from: string;
  readonly to: string;
  readonly row: number;
  readonly column: number;
}

function cell(rows: readonly number[][], { from, to, row, column }: Position): number {
  const at = (up: number, left: number): number => rows[row - up]?.[column - left] ?? Infinity;
  const replaced = at(1, 1) + (from[row - 1] === to[column - 1] ? 0 : 1);
  const swaps = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
  return Math.min(replaced, at(1, 0) + 1, at(0, 1) + 1, swaps ? at(2, 2) + 1 : Infinity);
}
