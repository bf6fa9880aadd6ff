import path from 'node:path';
import { ConfigError, type CaseSet } from 'adrs-lab';
import { z } from 'zod';
import { readJson } from '../../shared/data/read-data.ts';
import type { ExpertCase, Shape } from './workload.ts';

const FILE = 'expert-load.json';
/** Steps of a window, as published. */
const STEPS = 100;
/** The cluster of the published benchmark. */
const CLUSTER = { slots: 288, gpus: 32, nodes: 4, groups: 8 } as const;

const tokens = z.number().nonnegative();
const stepSchema = z.object({
  logical_expert_load: z.array(z.array(tokens).min(1).max(CLUSTER.slots)).min(1),
});
const fileSchema = z.object({ load_history: z.array(stepSchema).min(2 * STEPS) });

/**
 * Split `public` from `expert-load.json`: one sequence in which each window is the sum of 100 steps; what
 * is left at the end is dropped. Throws ConfigError when the file is missing or is something else.
 */
export async function readExpertLoad(
  folder: string,
): Promise<Readonly<Record<string, CaseSet<ExpertCase>>>> {
  const { load_history: history } = await readJson(folder, FILE, fileSchema);
  const steps = history.map((step) => step.logical_expert_load);
  const published = [caseOf(steps, path.join(folder, FILE))];
  return { public: () => published };
}

type Step = readonly (readonly number[])[];

function caseOf(steps: readonly Step[], file: string): ExpertCase {
  const layers = steps[0]?.length ?? 0;
  const experts = steps[0]?.[0]?.length ?? 0;
  const odd = steps.findIndex(
    (step) => step.length !== layers || step.some((layer) => layer.length !== experts),
  );
  if (odd >= 0 || experts % CLUSTER.groups !== 0) {
    throw new ConfigError(
      `${file}: step ${Math.max(odd, 0)} does not fit the others, or 8 groups`,
      {
        hint: `every step needs as many layers, and in each as many experts: a multiple of 8`,
      },
    );
  }
  const shape: Shape = { ...CLUSTER, layers, experts, isHierarchical: false };
  const windows = Array.from({ length: Math.floor(steps.length / STEPS) }, (_, window) =>
    summed(steps.slice(window * STEPS, (window + 1) * STEPS)),
  );
  return { id: 'expert-load', group: 'public', shape, windows, isTimed: false };
}

/** Sum of steps, of shape [layers x experts]. */
function summed(steps: readonly Step[]): number[] {
  const sums = (steps[0] ?? []).flat().map(() => 0);
  for (const step of steps) {
    let at = 0;
    for (const layer of step) {
      for (const one of layer) {
        sums[at] = (sums[at] ?? 0) + one;
        at += 1;
      }
    }
  }
  return sums;
}
