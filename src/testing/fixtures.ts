import type { Individual, Program, Scored } from '../core/program.ts';

/** A scored individual with plain defaults. `id` defaults to `p` and the ordinal. */
export function individual(parts: Partial<Individual> = {}): Individual {
  const ordinal = parts.ordinal ?? 0;
  return {
    id: `p${ordinal}`,
    ordinal,
    island: 0,
    parents: [],
    fitness: 0,
    features: [],
    caseFitness: [],
    ...parts,
  };
}

/** A scored program of one file with plain defaults. `id` defaults to `p` and the ordinal. */
export function program(parts: Partial<Program> = {}): Program {
  const ordinal = parts.ordinal ?? 0;
  return {
    id: `p${ordinal}`,
    source: { entry: 'policy.ts', files: { 'policy.ts': `export const answer = ${ordinal};\n` } },
    parents: [],
    island: 0,
    ordinal,
    proposer: 'seed',
    evaluation: scored({ fitness: 0 }),
    ...parts,
  };
}

/** The evaluation of a candidate that was measured, without cases, feedback or cost. */
export function scored(parts: Partial<Omit<Scored, 'status'>> = {}): Scored {
  return {
    status: 'scored',
    fitness: 0,
    standardError: 0,
    metrics: {},
    cases: [],
    feedback: '',
    cost: { wallSeconds: 0, cpuSeconds: 0, decisions: 0 },
    ...parts,
  };
}
