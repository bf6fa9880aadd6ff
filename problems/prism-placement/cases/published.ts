import type { CaseSet } from 'adrs-lab';
import { z } from 'zod';
import { readJson } from '../../shared/data/read-data.ts';
import type { PlacementCase } from './workload.ts';

/** Memory of every GPU of the published benchmark. */
const MEMORY_GB = 80;

const modelSchema = z.object({
  size: z.number().positive().max(MEMORY_GB),
  reqRate: z.number().positive(),
  slo: z.number().positive(),
});
const fileSchema = z
  .array(z.object({ gpuNum: z.int().positive(), models: z.array(modelSchema).min(1) }))
  .min(1);

/**
 * Split `public` from `prism_cases_seed42.json`: the 50 cases of the published benchmark. Throws
 * ConfigError when the file is missing or is something else.
 */
export async function readPublishedCases(
  folder: string,
): Promise<Readonly<Record<string, CaseSet<PlacementCase>>>> {
  const published = await readJson(folder, 'prism_cases_seed42.json', fileSchema);
  const cases = published.map((one, index) => publishedCase(`seed42-${index}`, one));
  return { public: () => cases };
}

type Published = z.infer<typeof fileSchema>[number];

/** A case in the published form: whole models, 80 GB, nothing placed yet, moving is free. */
function publishedCase(id: string, { gpuNum, models }: Published): PlacementCase {
  return {
    id,
    group: 'public',
    gpus: gpuNum,
    memoryGb: MEMORY_GB,
    migrationWeight: 0,
    slices: models.map(({ size, reqRate, slo }, model) => ({
      model,
      sizeGb: size,
      rate: reqRate,
      slo,
      currentGpu: -1,
    })),
  };
}
