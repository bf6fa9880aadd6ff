import { formatNumber, plural } from './format.ts';
import { visibleText } from './visible-text.ts';

/** Limits on the part of a text that is shown. */
export interface QuoteLimits {
  /** Lines at the start and at the end. */
  readonly head: number;
  readonly tail: number;
  /** Characters of a line. */
  readonly width: number;
}

const BAR = '\u2502 ';

/**
 * An untrusted text, line by line behind a bar, so that it cannot pass for words of adrs. Parts that `limits`
 * leave out are marked; without limits nothing is left out.
 */
export function quote(text: string, limits?: QuoteLimits): readonly string[] {
  const lines = visibleText(text).replace(/\n$/, '').split('\n');
  if (limits === undefined) return lines.map((line) => `${BAR}${line}`);
  const { head, tail, width } = limits;
  const shown = (part: readonly string[]): readonly string[] =>
    part.map((line) => `${BAR}${cut(line, width)}`);
  const left = lines.length - head - tail;
  // A remark in place of a line or two would save nothing.
  if (left <= 2) return shown(lines);
  const remark = `\u22ee ${plural(left, 'line')} left out; --full shows them`;
  return [...shown(lines.slice(0, head)), remark, ...shown(lines.slice(-tail))];
}

function cut(line: string, width: number): string {
  if (line.length <= width) return line;
  return `${line.slice(0, width)}\u2026 (${formatNumber(line.length - width)} more)`;
}
