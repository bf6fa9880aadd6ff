import { pathToFileURL } from 'node:url';
import { InvalidProblemError } from '../../core/define-problem.ts';
import { nearestDirection } from '../../core/problem-complaints.ts';
import type { Problem } from '../../core/problem.ts';
import { whyNotLoaded } from './why-not-loaded.ts';
import { findingsOf } from '../../testing/problem/folder-laws.ts';
import type { Finding } from '../../testing/problem/law.ts';

/** A problem's module as it could be loaded. */
export interface Loaded {
  /** Left out where the rest cannot be checked. */
  readonly problem?: Problem;
  readonly findings: readonly Finding[];
}

/** Imports a problem. What is wrong with it is found, not thrown; as much as possible is there to be checked. */
export async function loadForCheck(location: string): Promise<Loaded> {
  try {
    const module: unknown = await import(pathToFileURL(location).href);
    const problem: unknown = Reflect.get(Object(module), 'problem');
    if (isObject(problem)) return { problem, findings: [] };
    const message = 'it exports no "problem"';
    return { findings: [{ message, place: { file: location }, hint: DEFINE }] };
  } catch (thrown) {
    if (thrown instanceof InvalidProblemError) return afterComplaints(thrown, location);
    return { findings: await whyNotLoaded(thrown, location) };
  }
}

const DEFINE = 'end the file with: export const problem = defineProblem({ ... })';

function isObject(value: unknown): value is Problem {
  return typeof value === 'object' && value !== null;
}

/** Members without which laws can still be judged, for what is missing can be guessed or left out. */
const SPARE = new Set(['name', 'title', 'statement', 'features', 'objective.direction']);
const GUESSED = new Set(['policy.entry', 'objective.metric']);

async function afterComplaints(error: InvalidProblemError, location: string): Promise<Loaded> {
  const { complaints, problem } = error;
  const isSpare = complaints.every(({ path: [first = '', second] }) => {
    const member = `${first}.${String(second)}`;
    const isPolicy = typeof second === 'number' && /^(seeds|baselines)$/.test(String(first));
    return isPolicy || SPARE.has(String(first)) || SPARE.has(member) || GUESSED.has(member);
  });
  const findings = await findingsOf(complaints, location);
  return isSpare && isObject(problem) ? { problem: repaired(problem), findings } : { findings };
}

/** The problem with what was probably meant in the place of what cannot be, so that other laws can be judged. */
function repaired(problem: Problem): Problem {
  const { objective, policy, features } = problem;
  const direction = nearestDirection(objective.direction) ?? 'minimize';
  return {
    ...problem,
    policy: { ...policy, entry: policy.entry || 'policy.ts' },
    objective: { ...objective, direction },
    features: features.filter(({ measure }) => typeof measure === 'function'),
  };
}
