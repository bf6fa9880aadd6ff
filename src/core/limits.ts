import type { IsolateLimits } from './sandbox.ts';

/** The names of the limits of an evaluation. */
export const LIMITS = [
  'maxSteps',
  'maxEvents',
  'cpuSeconds',
  'memoryMb',
  'timeoutMs',
] as const satisfies readonly (keyof IsolateLimits)[];

/** What is wrong with limits that a problem sets, as the rest of a sentence; types do not reach one in JavaScript. */
export function complaintAboutLimits(made: unknown): string | undefined {
  if (typeof made !== 'object' || made === null) return `are ${String(made)}`;
  const entries: readonly (readonly [string, unknown])[] = Object.entries(made);
  const odd = entries.find(([name]) => !LIMITS.some((limit) => limit === name));
  if (odd !== undefined) return `have an unknown member "${odd[0]}"`;
  const bad = entries.find(([, value]) => !isAboveZero(value));
  return bad === undefined ? undefined : `say ${bad[0]}: ${String(bad[1])}`;
}

function isAboveZero(value: unknown): boolean {
  return value === undefined || (Number.isFinite(value) && Number(value) > 0);
}
