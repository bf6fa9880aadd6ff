import { fileURLToPath } from 'node:url';
import type { MeasuredCase } from '../../core/evaluator.ts';
import type { NamedSource } from '../../core/problem.ts';
import type { Source } from '../../core/program.ts';
import { meanOf } from '../../stats/mean.ts';
import type { ProblemWorld } from './world.ts';

/** What a person calls a policy of a problem. */
export function nameOf({ name, file }: NamedSource, { problem }: ProblemWorld): string {
  return problem.seeds.some((one) => one.file === file) ? `seed ${name}` : `baseline ${name}`;
}

/** Path on disk of a file of a policy; those that it imports are known by their names only. */
export function pathOf(
  policy: NamedSource,
  { file, source }: { readonly file: string; readonly source: Source },
): string {
  return file === source.entry ? fileURLToPath(policy.file) : file;
}

/** The value of a case; the mean of repeated measurements. */
export function valueOf({ value }: Extract<MeasuredCase, { valid: true }>): number {
  return typeof value === 'number' ? value : meanOf(value);
}
