import type { Problem } from '../core/problem.ts';
import type { Brief } from '../core/proposer.ts';
import type { Evaluation, Program } from '../core/program.ts';
import type { NamedPolicy } from './compose.ts';
import type { EvaluationSetup } from './evaluation-setup.ts';

/** A brief as a run has it after its first programs, and the cost of measuring them. */
export interface SampleBrief {
  readonly brief: Brief;
  /** Seconds of one train evaluation, on average. */
  readonly evaluationSeconds: number;
}

interface Measured extends NamedPolicy {
  readonly evaluation: Evaluation;
}

/** Measures the seeds and baselines on the train cases; the best seed is the parent. */
export async function sampleBrief(
  { problem, seeds, baselines, measure }: EvaluationSetup,
  signal: AbortSignal,
): Promise<SampleBrief> {
  const measured = async (policies: readonly NamedPolicy[]): Promise<readonly Measured[]> => {
    const results: Measured[] = [];
    for (const { name, source } of policies) {
      const evaluation = await measure({ source, split: 'train' }, signal);
      results.push({ name, source, evaluation });
    }
    return results;
  };
  const starts = await measured(seeds);
  const references = await measured(baselines);
  const all = [...starts, ...references];
  const seconds = all.reduce((sum, { evaluation }) => sum + evaluation.cost.wallSeconds, 0);
  return {
    brief: briefOf(problem, starts, references),
    evaluationSeconds: seconds / all.length,
  };
}

function briefOf(
  problem: Problem,
  starts: readonly Measured[],
  references: readonly Measured[],
): Brief {
  const bestFirst = starts.toSorted((a, b) => fitnessOf(b) - fitnessOf(a)).map(programOf);
  // A problem with one seed is crossed with a reference policy here, as there is no second program.
  const others = [...bestFirst.slice(1), ...references.map(programOf)].slice(0, 3);
  const [best = null] = bestFirst;
  const recent = bestFirst.map(({ id, parents, proposer, evaluation }) => ({
    id,
    parents,
    proposer,
    note: 'seed',
    fitness: evaluation.status === 'scored' ? evaluation.fitness : null,
  }));
  return {
    problem,
    ordinal: starts.length,
    island: 0,
    parent: best,
    inspirations: others,
    background: () => ({
      references: [
        ...starts.map(({ name, evaluation }) => ({ name: `seed:${name}`, evaluation })),
        ...references.map(({ name, evaluation }) => ({ name: `baseline:${name}`, evaluation })),
      ],
      best,
      parentNote: 'seed',
      ancestors: [],
      attempts: [],
      // A program to repair is about as long as one that needs no repair.
      rejected: bestFirst.slice(-1),
      recent,
      notes: {},
    }),
  };
}

function fitnessOf({ evaluation }: Measured): number {
  return evaluation.status === 'scored' ? evaluation.fitness : -Infinity;
}

function programOf({ source, evaluation }: Measured, ordinal: number): Program {
  return {
    id: `p${ordinal}`,
    source,
    parents: [],
    island: 0,
    ordinal,
    proposer: 'seed',
    evaluation,
  };
}
