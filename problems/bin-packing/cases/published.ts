import type { CaseSet } from 'adrs-lab';
import { z } from 'zod';
import { readJson } from '../../shared/data/read-data.ts';
import { dataSet, type PackingCase } from './workload.ts';

const FILE = 'funsearch.json.gz';

const instanceSchema = z
  .object({
    capacity: z.int().positive(),
    items: z.array(z.int().positive()).min(1),
  })
  .refine(({ capacity, items }) => items.every((size) => size <= capacity), {
    error: 'an item is larger than the capacity',
  });
const instancesSchema = z.record(z.string(), instanceSchema);
const fileSchema = z.object({
  datasets: z.object({ OR3: instancesSchema, 'Weibull 5k': instancesSchema }),
});

/**
 * Splits `or3`, `weibull-5k` and `public` (both) from `funsearch.json.gz`, the two data sets that came
 * with FunSearch. Throws ConfigError when the file is missing or is something else.
 */
export async function load(
  folder: string,
): Promise<Readonly<Record<string, CaseSet<PackingCase>>>> {
  const { datasets } = await readJson(folder, FILE, fileSchema);
  const { OR3, 'Weibull 5k': Weibull5k } = datasets;
  const or3 = dataSet('OR3', named(OR3));
  const weibull = dataSet('Weibull5k', named(Weibull5k));
  return { or3: () => or3, 'weibull-5k': () => weibull, public: () => [...or3, ...weibull] };
}

type Instances = z.infer<typeof instancesSchema>;

function named(instances: Instances): (Instances[string] & { readonly id: string })[] {
  return Object.entries(instances).map(([id, instance]) => ({ id, ...instance }));
}
