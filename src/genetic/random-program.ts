import type { Proposer } from '../core/proposer.ts';
import { ProposalError } from '../core/errors.ts';
import { parseModule } from '../syntax/parse.ts';
import { growModule } from './grow-program.ts';
import { createTypeTable } from './shape.ts';

/** Options of the proposer that grows programs. */
export interface RandomProgramOptions {
  /** Text of the problem's `policy.d.ts`. */
  readonly declaration: string;
  /** Levels of operators in the deepest expression; depths are ramped from 1 up to it. */
  readonly maxDepth?: number;
}

/**
 * Grows small typed programs from the signature alone (ramped growth of Koza, 1992, restricted to
 * well-typed trees as in Montana, "Strongly typed genetic programming", 1995).
 *
 * Every declared function is written: values get expressions over the parameters and their fields,
 * writers of typed arrays a loop, factories an object with the declared methods and some state.
 * Ignores the brief's programs. Asks for no evaluations. Throws ProposalError when the declaration
 * declares no function.
 */
export function createRandomProgramProposer(options: RandomProgramOptions): Proposer {
  const { declaration, maxDepth = 3 } = options;
  const parsed = parseModule(declaration);
  const functions = parsed.ok
    ? createTypeTable({ code: declaration, ast: parsed.ast }).functions
    : new Map<string, never>();
  return {
    name: 'random-program',
    maxEvaluations: 0,
    async propose(brief, { rng }) {
      if (functions.size === 0) {
        throw new ProposalError('the declaration of the policy declares no function', {
          hint: 'write `export declare function name(...): ...;` in policy.d.ts',
        });
      }
      const depth = 1 + rng.integer(maxDepth);
      const code = growModule(functions, { rng, depth });
      const { entry } = brief.problem.policy;
      return {
        source: { entry, files: { [entry]: code } },
        parents: [],
        note: `a random program of depth ${depth}`,
      };
    },
  };
}
