import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError, type CaseSet } from 'adrs-lab';
import { createRng } from 'adrs-lab/sim';
import { z } from 'zod';
import { readRows } from '../../shared/data/read-data.ts';
import { arrivalsFor, distinct } from './arrivals.ts';
import { MAX_GPUS, WHOLE_GPU, type PodClass, type SchedulingCase } from './workload.ts';

const NODES = 'openb_node_list_gpu_node.csv';
const PODS = /^openb_pod_list_(.+)\.csv$/;
/** Arrival orders a list, as many as were published. */
const ORDERS = 10;

const whole = z.coerce.number().pipe(z.int().min(0));
const gpus = whole.pipe(z.number().max(MAX_GPUS));
const nodesSchema = z
  .array(z.object({ cpu_milli: whole, memory_mib: whole, gpu: gpus, model: z.string() }))
  .min(1);
const podsSchema = z
  .array(
    z
      .object({
        cpu_milli: whole,
        memory_mib: whole,
        num_gpu: gpus,
        gpu_milli: whole.pipe(z.number().max(WHOLE_GPU)),
        gpu_spec: z.string(),
      })
      .refine(({ num_gpu, gpu_milli }) => num_gpu <= 1 || gpu_milli === WHOLE_GPU, {
        error: 'a pod with several GPUs must take them whole',
      })
      .refine(({ num_gpu, gpu_milli }) => num_gpu > 0 === gpu_milli > 0, {
        error: 'num_gpu and gpu_milli must both be 0, or neither',
      }),
  )
  .refine((pods) => pods.some(({ num_gpu }) => num_gpu > 0), { error: 'no pod asks for a GPU' });
type NodeRow = z.infer<typeof nodesSchema>[number];
type PodRow = z.infer<typeof podsSchema>[number];

/**
 * One split for each `openb_pod_list_NAME.csv` of a folder, named NAME and, for the default list, also
 * `public`: ten orders of arrival on the nodes of `openb_node_list_gpu_node.csv`. The pods are shuffled
 * and then drawn again from the list until they ask for 1.3 times the GPUs there are, as published.
 * Throws ConfigError when a file is missing or is something else.
 */
export async function readPublishedLists(
  folder: string,
): Promise<Readonly<Record<string, CaseSet<SchedulingCase>>>> {
  const nodes = parse(nodesSchema, await readList(folder, NODES), path.join(folder, NODES));
  const splits: Record<string, CaseSet<SchedulingCase>> = {};
  for (const file of (await readdir(folder)).toSorted()) {
    const name = PODS.exec(file)?.[1];
    if (name === undefined) continue;
    const pods = parse(podsSchema, await readList(folder, file), path.join(folder, file));
    let made: readonly SchedulingCase[] | undefined;
    const cases = (): readonly SchedulingCase[] => (made ??= casesOf(name, nodes, pods));
    splits[name] = cases;
    if (name === 'default') splits['public'] = cases;
  }
  if (Object.keys(splits).length === 0) {
    throw new ConfigError(`there is no openb_pod_list_NAME.csv in ${folder}`);
  }
  return splits;
}

/** The nodes stand in an order of their own for each case, as published. */
function casesOf(
  name: string,
  nodeRows: readonly NodeRow[],
  podRows: readonly PodRow[],
): SchedulingCase[] {
  const models = [...new Set(nodeRows.map(({ model }) => model))].toSorted();
  const { values: shapes, indices: nodes } = distinct(
    nodeRows.map((row) => ({
      cpuMilli: row.cpu_milli,
      memoryMib: row.memory_mib,
      gpus: row.gpu,
      model: models.indexOf(row.model),
    })),
  );
  const { values, indices: list } = distinct(podRows.map((row) => requestOf(row, models)));
  const counts = values.map(() => 0);
  for (const kind of list) counts[kind] = (counts[kind] ?? 0) + 1;
  const classes = values.map((one, kind) => ({ ...one, share: (counts[kind] ?? 0) / list.length }));
  return Array.from({ length: ORDERS }, (_, index) => {
    const rng = createRng('gpu-packing-lists').fork(index);
    const placed = rng.fork('nodes').shuffle(nodes);
    const cluster = { shapes, nodes: placed, classes };
    const order = rng.fork('pods');
    const arrivals = arrivalsFor(cluster, order.shuffle(list), () => order.pick(list));
    return { id: `${name}-${index}`, group: name, ...cluster, arrivals };
  });
}

/** Models that the cluster does not have are numbered -1, which no node is. */
function requestOf(row: PodRow, models: readonly string[]): Omit<PodClass, 'share'> {
  const wanted = row.gpu_spec === '' ? [] : row.gpu_spec.split('|');
  return {
    cpuMilli: row.cpu_milli,
    memoryMib: row.memory_mib,
    gpus: row.num_gpu,
    gpuMilli: row.gpu_milli,
    models: wanted.map((model) => models.indexOf(model)),
  };
}

function parse<T>(schema: z.ZodType<T>, rows: unknown, file: string): T {
  const parsed = schema.safeParse(rows);
  if (parsed.success) return parsed.data;
  throw new ConfigError(`${file} is no list of the trace: ${z.prettifyError(parsed.error)}`);
}

/** Rows of a list as objects, by the names in its first line. */
async function readList(folder: string, name: string): Promise<Record<string, string>[]> {
  const needed = `${NODES} and openb_pod_list_default.csv`;
  const [names = [], ...rows] = await readRows(folder, name, needed);
  return rows.map((row) => Object.fromEntries(names.map((key, at) => [key, row[at] ?? ''])));
}
