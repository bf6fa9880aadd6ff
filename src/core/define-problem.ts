import type { Case } from './case.ts';
import type { Feature, NamedSource, Problem } from './problem.ts';
import { PluginError } from './errors.ts';

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;

/** Checks a problem once, at import, and freezes it. Throws PluginError. */
export function defineProblem<C extends Case>(problem: Problem<C>): Problem<C> {
  const complaint = KEBAB.test(problem.name)
    ? (complaintAboutTexts(problem) ??
      complaintAboutDirection(problem.objective) ??
      complaintAboutNames(problem.seeds) ??
      complaintAboutNames(problem.baselines) ??
      problem.features.map(complaintAboutFeature).find((found) => found !== undefined))
    : 'the name must be kebab-case';
  if (complaint === undefined) return Object.freeze(problem);
  throw new PluginError(`problem ${JSON.stringify(problem.name)}: ${complaint}`, {
    hint: 'docs/problems.md of adrs says what a problem consists of',
  });
}

function complaintAboutTexts(problem: Pick<Problem, 'statement' | 'seeds'>): string | undefined {
  if (problem.statement.trim() === '') return 'the statement is empty';
  return problem.seeds.length === 0 ? 'there is no seed' : undefined;
}

/** Types do not reach a problem that nobody compiled. */
function complaintAboutDirection({
  direction,
}: {
  readonly direction: unknown;
}): string | undefined {
  const directions = ['minimize', 'maximize'];
  if (directions.some((one) => one === direction)) return undefined;
  const start = String(direction).slice(0, 2).toLowerCase();
  const near = directions.find((one) => start !== '' && one.startsWith(start));
  const guess = near === undefined ? '' : `, did you mean "${near}"?`;
  return `objective.direction is ${JSON.stringify(direction)}; it is minimize or maximize${guess}`;
}

function complaintAboutNames(policies: readonly NamedSource[]): string | undefined {
  const names = policies.map(({ name }) => name);
  const odd = names.find((name) => !KEBAB.test(name));
  if (odd !== undefined) return `policy ${JSON.stringify(odd)}: the name must be kebab-case`;
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  return twice === undefined ? undefined : `two policies are named ${twice}`;
}

function complaintAboutFeature({ name, scale }: Feature): string | undefined {
  if (!Number.isInteger(scale.bins) || scale.bins < 1) return `feature ${name} needs a bin`;
  if (scale.type === 'quantile') return undefined;
  const [min, max] = scale.range;
  if (!(min < max)) return `feature ${name} has an empty range`;
  return scale.type === 'log' && min <= 0
    ? `feature ${name}: a log scale starts above 0`
    : undefined;
}
