/** A line of a comparison. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed' | 'skipped';
  /** For `skipped`, how many equal lines are left out. */
  readonly text: string;
}

/** Most table cells of the longest-common-subsequence search: about 2,000 changed lines a side. */
const MAX_CELLS = 4_000_000;

/**
 * The lines that turn `before` into `after`, with `context` equal lines around each change. Shortest
 * (longest common subsequence) up to about 2,000 changed lines, all removed then all added beyond.
 */
export function diffLines(before: string, after: string, context = 3): readonly DiffLine[] {
  const old = before.split('\n');
  const young = after.split('\n');
  let start = 0;
  while (start < old.length && start < young.length && old[start] === young[start]) start += 1;
  let end = 0;
  const shorter = Math.min(old.length, young.length) - start;
  while (end < shorter && old.at(-1 - end) === young.at(-1 - end)) end += 1;
  const middle = changedLines(
    old.slice(start, old.length - end),
    young.slice(start, young.length - end),
  );
  return fold(
    [...same(old.slice(0, start)), ...middle, ...same(old.slice(old.length - end))],
    context,
  );
}

function same(lines: readonly string[]): readonly DiffLine[] {
  return lines.map((text) => ({ kind: 'same', text }));
}

function changedLines(old: readonly string[], young: readonly string[]): readonly DiffLine[] {
  const width = young.length + 1;
  if ((old.length + 1) * width > MAX_CELLS) {
    return [
      ...old.map((text) => ({ kind: 'removed', text }) as const),
      ...young.map((text) => ({ kind: 'added', text }) as const),
    ];
  }
  return walk(old, young, commonLengths(old, young));
}

/** Entry `i * (young.length + 1) + j`: length of the longest common subsequence of the two tails. */
function commonLengths(old: readonly string[], young: readonly string[]): Uint32Array {
  const width = young.length + 1;
  const lengths = new Uint32Array((old.length + 1) * width);
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = young.length - 1; j >= 0; j -= 1) {
      const at = i * width + j;
      const diagonal = lengths[at + width + 1] ?? 0;
      lengths[at] =
        old[i] === young[j]
          ? diagonal + 1
          : Math.max(lengths[at + width] ?? 0, lengths[at + 1] ?? 0);
    }
  }
  return lengths;
}

function walk(
  old: readonly string[],
  young: readonly string[],
  lengths: Uint32Array,
): readonly DiffLine[] {
  const width = young.length + 1;
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < old.length || j < young.length) {
    const [left, right] = [old[i], young[j]];
    const at = i * width + j;
    if (left !== undefined && left === right) {
      lines.push({ kind: 'same', text: left });
      i += 1;
      j += 1;
    } else if (left !== undefined && (j >= young.length || isLonger(lengths, at + width, at + 1))) {
      lines.push({ kind: 'removed', text: left });
      i += 1;
    } else {
      lines.push({ kind: 'added', text: right ?? '' });
      j += 1;
    }
  }
  return lines;
}

function isLonger(lengths: Uint32Array, one: number, other: number): boolean {
  return (lengths[one] ?? 0) >= (lengths[other] ?? 0);
}

/** Leaves out equal lines that are further than `context` from a change. */
function fold(lines: readonly DiffLine[], context: number): readonly DiffLine[] {
  const near = new Set<number>();
  for (const [index, { kind }] of lines.entries()) {
    if (kind === 'same') continue;
    for (let step = -context; step <= context; step += 1) near.add(index + step);
  }
  const folded: DiffLine[] = [];
  let skipped = 0;
  for (const [index, line] of [...lines, undefined].entries()) {
    const isNear = near.has(index);
    if ((isNear || line === undefined) && skipped > 0) {
      folded.push({ kind: 'skipped', text: String(skipped) });
      skipped = 0;
    }
    if (line === undefined) break;
    if (isNear) folded.push(line);
    else skipped += 1;
  }
  return folded;
}
