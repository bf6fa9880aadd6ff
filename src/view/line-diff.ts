import { diffArrays } from 'diff';

/** A line of a comparison. */
export interface DiffLine {
  readonly kind: 'same' | 'added' | 'removed' | 'skipped';
  /** For `skipped`, how many equal lines are left out. */
  readonly text: string;
}

/** Bound of the search, whose time grows with the square of the changed lines. */
const MAX_CHANGED_LINES = 2_000;

/**
 * The lines that turn `before` into `after`, with `context` equal lines around each change. As few as
 * possible up to 2,000 changed lines, all removed then all added beyond.
 */
export function diffLines(before: string, after: string, context = 3): readonly DiffLine[] {
  const [old, young] = [before.split('\n'), after.split('\n')];
  const changes = diffArrays(old, young, { maxEditLength: MAX_CHANGED_LINES }) ?? [
    { removed: true, added: false, value: old },
    { removed: false, added: true, value: young },
  ];
  const lines = changes.flatMap(({ added, removed, value }) => {
    const kind = added ? 'added' : removed ? 'removed' : 'same';
    return value.map((text): DiffLine => ({ kind, text }));
  });
  return fold(lines, context);
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
