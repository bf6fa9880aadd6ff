import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError, type CaseSet } from 'adrs-lab';
import { z } from 'zod';
import { readJson, readRows } from '../../shared/data/read-data.ts';
import { PUBLISHED_TRANSFER, type TimeForm, type Workload } from './workload.ts';

/** What the folder of the published data holds. */
const NEEDED = 'cost.csv, throughput.csv and configs/';

const limits = z.record(z.string(), z.number().positive());
const configSchema = z.object({
  source_node: z.string(),
  dest_nodes: z.array(z.string()).min(1),
  data_vol: z.number().positive(),
  num_partitions: z.int().positive(),
  ingress_limit: limits,
  egress_limit: limits,
});

type Config = z.infer<typeof configSchema> & { readonly name: string };

/** Regions in order of their names, and what is between them. Shape [regions, regions]. */
interface Profiles {
  readonly regions: readonly string[];
  readonly pricePerGb: readonly number[];
  readonly gbps: readonly number[];
}

/**
 * Reads `cost.csv`, `throughput.csv` and `configs/*.json`: the profiles and the five broadcasts of the
 * published benchmark, as split `public` with the time form `shared` and as split `public-bottleneck`
 * with the other one. Throws ConfigError when a file is missing or odd.
 */
export async function readPublishedCases(
  folder: string,
): Promise<Readonly<Record<string, CaseSet<Workload>>>> {
  const prices = await readTable(folder, 'cost.csv');
  const speeds = await readTable(folder, 'throughput.csv');
  const profiles = profilesOf(prices, speeds);
  const configs = await readConfigs(path.join(folder, 'configs'));
  const casesOf = (form: TimeForm): readonly Workload[] =>
    configs.map((config) => workloadOf(config, profiles, form));
  const [shared, bottleneck] = [casesOf('shared'), casesOf('bottleneck')];
  return { public: () => shared, 'public-bottleneck': () => bottleneck };
}

/** Values by `from,to`, from lines `from,to,value` under a heading. */
async function readTable(folder: string, name: string): Promise<ReadonlyMap<string, number>> {
  const [, ...rows] = await readRows(folder, name, NEEDED);
  return new Map(
    rows.map((row, index) => {
      const [from = '', to = '', value = ''] = row;
      const number = Number(value);
      if (value !== '' && Number.isFinite(number) && number > 0) return [`${from},${to}`, number];
      const at = `${path.join(folder, name)}:${index + 2}`;
      throw new ConfigError(`${at}: "${row.join(',')}" is not FROM,TO,VALUE`);
    }),
  );
}

function profilesOf(
  prices: ReadonlyMap<string, number>,
  speeds: ReadonlyMap<string, number>,
): Profiles {
  const regions = [...new Set([...prices.keys()].flatMap((edge) => edge.split(',')))].toSorted();
  const pairs = regions.flatMap((from) => regions.map((to) => [from, to] as const));
  const lookUp = (table: ReadonlyMap<string, number>): readonly number[] =>
    pairs.map(([from, to]) => {
      if (from === to) return 0;
      const value = table.get(`${from},${to}`);
      if (value !== undefined) return value;
      throw new ConfigError(`the profiles know nothing of ${from} to ${to}`);
    });
  return { regions, pricePerGb: lookUp(prices), gbps: lookUp(speeds).map((bps) => bps / 1e9) };
}

async function readConfigs(folder: string): Promise<readonly Config[]> {
  const files = await readdir(folder).catch((cause: unknown) => {
    const hint = `point --data at a folder that holds ${NEEDED}`;
    throw new ConfigError(`cannot read ${folder}`, { cause, hint });
  });
  const names = files.filter((file) => file.endsWith('.json')).toSorted();
  return Promise.all(
    names.map(async (file) => {
      return { ...(await readJson(folder, file, configSchema)), name: path.parse(file).name };
    }),
  );
}

function workloadOf(config: Config, profiles: Profiles, timeForm: TimeForm): Workload {
  const numberOf = (name: string): number => {
    const index = profiles.regions.indexOf(name);
    if (index >= 0) return index;
    throw new ConfigError(`${config.name}: the profiles have no region ${name}`);
  };
  const limitsOf = (table: Readonly<Record<string, number>>): readonly number[] =>
    profiles.regions.map((region) => {
      const limit = table[region.split(':')[0] ?? ''];
      if (limit !== undefined) return limit;
      throw new ConfigError(`${config.name}: there is no limit for ${region}`);
    });
  return {
    ...PUBLISHED_TRANSFER,
    ...profiles,
    id: config.name,
    group: config.name,
    timeForm,
    source: numberOf(config.source_node),
    destinations: config.dest_nodes.map(numberOf),
    ingressGbps: limitsOf(config.ingress_limit),
    egressGbps: limitsOf(config.egress_limit),
    dataGb: config.data_vol,
    partitions: config.num_partitions,
  };
}
