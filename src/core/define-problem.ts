import type { Case } from './case.ts';
import { PluginError } from './errors.ts';
import { complaintsAboutProblem, type ProblemComplaint } from './problem-complaints.ts';
import type { Problem } from './problem.ts';

/** A problem cannot be as it was defined. */
export class InvalidProblemError extends PluginError {
  /** Everything that is wrong with it. */
  readonly complaints: readonly ProblemComplaint[];
  /** The value as it was given, for whoever looks for more. */
  readonly problem: unknown;

  constructor(problem: { readonly name: unknown }, complaints: readonly ProblemComplaint[]) {
    const texts = complaints.map(({ text }) => text).join('; ');
    super(`problem ${JSON.stringify(problem.name)}: ${texts}`, {
      hint: 'docs/problems.md of adrs says what a problem consists of',
    });
    this.complaints = complaints;
    this.problem = problem;
  }
}

/** Checks a problem once, at import, and freezes it. Throws InvalidProblemError, a PluginError, that tells all faults. */
export function defineProblem<C extends Case>(problem: Problem<C>): Problem<C> {
  const complaints = complaintsAboutProblem(problem);
  if (complaints.length > 0) throw new InvalidProblemError(problem, complaints);
  return Object.freeze(problem);
}
