import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const goldenSchema = z.object({
  workloads: z.array(
    z.array(z.object({ schedule: z.array(z.int().nonnegative()), makespan: z.int() })),
  ),
});

/** Schedules with their makespans by the published simulator, workload by workload. */
export async function readGoldenSchedules(
  data: string,
): Promise<z.infer<typeof goldenSchema>['workloads']> {
  const file = path.join(data, '../golden/txn_makespans.json');
  return goldenSchema.parse(JSON.parse(await readFile(file, 'utf8'))).workloads;
}
