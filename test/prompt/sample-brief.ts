import type { Background, Brief } from '../../src/core/proposer.ts';
import type { CaseResult, Program, Scored } from '../../src/core/program.ts';
import { program, scored } from '../../src/testing/fixtures.ts';
import { briefOf } from '../fixtures/briefs.ts';

/** A program of one file. */
export function programOf(id: string, code: string, evaluation: Partial<Scored> = {}): Program {
  const source = { entry: 'policy.ts', files: { 'policy.ts': code } };
  return program({ id, source, evaluation: scored(evaluation) });
}

/** A valid case. */
export function caseOf(id: string, value: number, rest: Partial<CaseResult> = {}): CaseResult {
  return { id, value, valid: true, ...rest };
}

/** Parts of a sample brief; the rest has plain defaults. */
export interface SampleParts {
  readonly direction?: 'minimize' | 'maximize';
  readonly parent?: Program | null;
  readonly inspirations?: readonly Program[];
  readonly background?: Partial<Background>;
}

/** A brief about costs in USD. */
export function sampleBrief(parts: SampleParts = {}): Brief {
  const plain = briefOf('export const x = 1;\n');
  const { direction = 'minimize', parent = plain.parent, inspirations = [] } = parts;
  const objective = { metric: 'costUsd', direction, unit: 'USD', worst: () => 100 } as const;
  return {
    ...plain,
    problem: { ...plain.problem, objective },
    parent,
    inspirations,
    background: () => ({ ...plain.background(), ...parts.background }),
  };
}
