import { fileURLToPath } from 'node:url';
import type { BoundedCase, Case } from '../core/case.ts';
import { AdrsError, ConfigError, messageOf, PluginError } from '../core/errors.ts';
import { complaintAboutLimits, LIMITS } from '../core/limits.ts';
import { placeOfThrow } from '../core/place-of-throw.ts';
import type { CaseSet, Problem } from '../core/problem.ts';
import type { LimitOverrides } from '../core/sandbox.ts';

/** The cases of a split as the problem makes them. Throws PluginError for what is no list of cases. */
export async function makeCases(
  problem: Problem,
  split: string,
  caseSet: CaseSet<Case>,
): Promise<readonly Case[]> {
  const made: unknown = await called(problem, `making the cases of ${split}`, caseSet);
  if (isCases(made)) return made;
  throw new PluginError(`split ${split} of ${problem.name} ${complaintAboutCases(made)}`, {
    hint: 'a split holds at least one case, each an object with an id of its own',
  });
}

/** A case with its bound and worst value. Throws PluginError when they are not finite. */
export function withBound(problem: Problem, workload: Case): BoundedCase {
  const { objective } = problem;
  const of = `of case ${workload.id}`;
  const bound = calledNow(problem, `the bound ${of}`, () => objective.bound?.(workload));
  const worst = calledNow(problem, `the worst value ${of}`, () => objective.worst(workload));
  for (const [name, value] of [
    ['bound', bound],
    ['worst value', worst],
  ] as const) {
    if (value === undefined || Number.isFinite(value)) continue;
    throw new PluginError(`${problem.name}: the ${name} ${of} is ${value}`, {
      hint: 'it must be a finite number',
    });
  }
  return { workload, bound, worst };
}

/** The limits that a problem sets for a split. Throws PluginError for what are none. */
export function limitsFor(
  problem: Problem,
  split: string,
  cases: readonly BoundedCase[],
): LimitOverrides {
  const { limits } = problem;
  if (limits === undefined) return {};
  const workloads = cases.map(({ workload }) => workload);
  const made = calledNow(problem, `the limits of ${split}`, () => limits(workloads));
  const complaint = complaintAboutLimits(made);
  if (complaint === undefined) return made;
  throw new PluginError(`${problem.name}: the limits of split ${split} ${complaint}`, {
    hint: `they are an object of numbers above 0: ${LIMITS.join(', ')}`,
  });
}

/** The splits that a problem reads from its original data. Throws ConfigError for files that cannot be read. */
export async function loadOriginal(
  problem: Problem,
  folder: string,
): Promise<Readonly<Record<string, CaseSet<Case>>>> {
  const { name, load } = problem;
  if (load === undefined) {
    throw new ConfigError(`${name} has no loader for original data`, { hint: 'leave out --data' });
  }
  try {
    return await load(folder);
  } catch (cause) {
    if (!isUnreadable(cause)) throw failureOf(problem, `loading the data in ${folder}`, cause);
    const hint = cause instanceof AdrsError ? cause.hint : undefined;
    throw new ConfigError(`cannot load the data of ${name}: ${messageOf(cause)}`, {
      cause,
      hint: hint ?? `see problems/${name}/README.md for the files that --data must hold`,
    });
  }
}

async function called<T>(problem: Problem, what: string, call: () => T | Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    throw failureOf(problem, what, cause);
  }
}

function calledNow<T>(problem: Problem, what: string, call: () => T): T {
  try {
    return call();
  } catch (cause) {
    throw failureOf(problem, what, cause);
  }
}

/** The error to throw for what a problem threw; it names the place in the problem's folder. */
function failureOf(problem: Problem, what: string, cause: unknown): AdrsError {
  if (cause instanceof AdrsError) return cause;
  const folder = fileURLToPath(new URL('.', problem.policy.declaration));
  const place = placeOfThrow(cause, folder);
  const at = place === undefined ? '' : ` (${place})`;
  return new PluginError(`problem ${problem.name}: ${what} threw: ${messageOf(cause)}${at}`, {
    cause,
    hint: 'nothing was measured; mend the problem',
  });
}

/** Whether the system refused to read a file: then the folder is at fault, and not the problem. */
function isUnreadable(cause: unknown): boolean {
  return cause instanceof ConfigError || (cause instanceof Error && 'syscall' in cause);
}

function complaintAboutCases(made: unknown): string | undefined {
  if (!Array.isArray(made)) return 'is no list';
  if (made.length === 0) return 'is empty';
  const ids: readonly unknown[] = made.map((one: unknown) => Reflect.get(Object(one), 'id'));
  const odd = ids.findIndex((id) => typeof id !== 'string' || id === '');
  if (odd >= 0) return `has no id at position ${odd}`;
  if (new Set(ids).size === ids.length) return undefined;
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  return `has two cases with the id ${JSON.stringify(twice)}`;
}

function isCases(made: unknown): made is readonly Case[] {
  return complaintAboutCases(made) === undefined;
}
