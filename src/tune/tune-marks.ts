import type { File } from '@babel/types';

/** Values that a number may have; both ends belong to it. */
export interface TuneRange {
  readonly low: number;
  /** Above `low`. */
  readonly high: number;
}

/** A comment that asks for the number behind it to be tuned. */
export interface TuneMark {
  readonly range: TuneRange | undefined;
  /** Whether a parenthesis opens between the comment and the number. */
  readonly isEnclosed: boolean;
}

const NUMBER = String.raw`([-+]?(?:\d[\d_]*(?:\.\d+)?|\.\d+)(?:e[-+]?\d+)?)`;
const MARK = new RegExp(String.raw`^\s*tune\b:?(?:\s*${NUMBER}\s*\.\.\s*${NUMBER})?`, 'i');
const GAP = /\s*(\()?\s*/y;

/**
 * The comments of a module that say tune, with or without a range as in `0.1..0.9`, by the offset of
 * the code that follows them. An invalid range (not finite, or empty) is left out.
 */
export function tuneMarks(code: string, ast: File): ReadonlyMap<number, TuneMark> {
  const marks = new Map<number, TuneMark>();
  for (const { type, value, end } of ast.comments ?? []) {
    const found = type === 'CommentBlock' ? MARK.exec(value.slice(0, 200)) : null;
    if (found === null) continue;
    GAP.lastIndex = end ?? 0;
    const gap = GAP.exec(code);
    const range = rangeOf(found[1], found[2]);
    marks.set(GAP.lastIndex, { range, isEnclosed: gap?.[1] !== undefined });
  }
  return marks;
}

function rangeOf(low: string | undefined, high: string | undefined): TuneRange | undefined {
  if (low === undefined || high === undefined) return undefined;
  const range = { low: numberOf(low), high: numberOf(high) };
  const width = range.high - range.low;
  return Number.isFinite(width) && width > 0 ? range : undefined;
}

function numberOf(text: string): number {
  return Number(text.replaceAll('_', ''));
}

/**
 * The value of a range at a coordinate around `value`, which is moved inside first: one unit is the
 * whole range, on a logarithmic scale when the range is positive and spans a factor of ten, and steps
 * beyond an end are mirrored back. 0 is the value itself.
 */
export function valueWithin(
  { low, high }: TuneRange,
  value: number,
): (coordinate: number) => number {
  const inside = clamp(value, { low, high });
  const isLog = low > 0 && high >= 10 * low;
  const scale = isLog ? Math.log : (x: number): number => x;
  const unscale = isLog ? Math.exp : (x: number): number => x;
  const width = scale(high) - scale(low);
  const position = (scale(inside) - scale(low)) / width;
  return (coordinate) =>
    coordinate === 0
      ? inside
      : clamp(unscale(scale(low) + width * mirrored(position + coordinate)), { low, high });
}

/** Folds a number into [0, 1]. */
function mirrored(x: number): number {
  const rest = Math.abs(x) % 2;
  return rest > 1 ? 2 - rest : rest;
}

/** The nearest value of a range. */
export function clamp(value: number, { low, high }: TuneRange): number {
  return Math.min(high, Math.max(low, value));
}
