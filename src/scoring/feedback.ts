import type { Objective } from '../core/case.ts';
import { beginningOf, quotedLines } from '../core/hidden-characters.ts';
import { advantage } from '../stats/direction.ts';
import type { CaseResult } from '../core/program.ts';

const MAX_WORST_CASES = 3;
/** Of the feedback of an evaluation, in characters. */
export const MAX_FEEDBACK = 2000;

interface Aim extends Pick<Objective<never>, 'metric' | 'direction' | 'unit'> {
  /** A line of the evaluator about the whole. */
  readonly note?: string | undefined;
}

/**
 * Feedback for a proposer: the result, the worst cases, and every way in which cases failed. Notes may hold words of
 * the candidate: none of their lines can pass for one of the feedback.
 */
export function feedbackOn(results: readonly CaseResult[], aim: Aim): string {
  const failed = results.filter(({ valid }) => !valid);
  const valid = results.filter((result) => result.valid);
  const lines = [
    `${aim.metric}: ${valid.length} of ${results.length} cases valid, ${aim.direction} ${aim.unit}.`,
    ...(aim.note === undefined ? [] : [aim.note]),
    ...failureLines(failed),
    ...worstLines(valid, aim),
  ];
  return beginningOf(lines.map(quotedLines).join('\n'), MAX_FEEDBACK);
}

/** Each distinct note once, the most frequent first. */
function failureLines(failed: readonly CaseResult[]): string[] {
  const notes = Map.groupBy(failed, ({ note = 'failed' }) => note);
  return [...notes]
    .toSorted(([, a], [, b]) => b.length - a.length)
    .map(([note, cases]) => `${cases.length} failed, such as ${cases[0]?.id ?? ''}: ${note}`);
}

function worstLines(valid: readonly CaseResult[], aim: Aim): string[] {
  return valid
    .toSorted((a, b) => regretOf(b, aim) - regretOf(a, aim))
    .slice(0, MAX_WORST_CASES)
    .map(({ id, value, bound, note }) => {
      const limit = bound === undefined ? '' : `, bound ${short(bound)}`;
      return `worst: ${id} ${short(value)}${limit}${note === undefined ? '' : ` (${note})`}`;
    });
}

/** Distance of a value from its bound, relative where a bound is known. */
function regretOf({ value, bound }: CaseResult, { direction }: Aim): number {
  const loss = -advantage(value, bound ?? 0, direction);
  return bound === undefined || bound === 0 ? loss : loss / Math.abs(bound);
}

function short(value: number): string {
  return String(Number(value.toPrecision(6)));
}
