import { createRng, type Rng } from 'adrs-lab/sim';
import { loadOf, type PlacementCase, type Slice } from './workload.ts';

/** Number of cases of each kind in a split. */
export interface SplitSize {
  /** In the form of the published benchmark. */
  readonly published: number;
  /** Large clusters, skewed sizes and demand, tensor-parallel slices, nothing placed yet. */
  readonly fleet: number;
  /** The same, placed for the demand of yesterday; moving costs. */
  readonly drifting: number;
}

/** The splits of the problem. */
export const SPLIT_SIZES = {
  train: { published: 16, fleet: 8, drifting: 8 },
  validation: { published: 64, fleet: 32, drifting: 32 },
  test: { published: 32, fleet: 16, drifting: 16 },
} as const satisfies Record<string, SplitSize>;

/** Memory of a GPU in GB, as published. */
const MEMORY_GB = 80;

/** Cases of a split. Equal names give equal cases; different names draw from independent streams. */
export function generateCases(split: string, size: SplitSize): readonly PlacementCase[] {
  const rng = createRng('prism-placement').fork(split);
  const some = (group: string, count: number, make: (rng: Rng) => Unnamed): PlacementCase[] =>
    Array.from({ length: count }, (_, index) => {
      const id = `${group}-${index}`;
      return { id, group, ...make(rng.fork(id)) };
    });
  return [
    ...some('published', size.published, publishedForm),
    ...some('fleet', size.fleet, (stream) => ({ ...fleet(stream), migrationWeight: 0 })),
    ...some('drifting', size.drifting, drifting),
  ];
}

type Unnamed = Omit<PlacementCase, 'id' | 'group'>;

/** The draws of the published benchmark, in its order, from another stream. */
function publishedForm(rng: Rng): Unnamed {
  const gpus = 5 + rng.integer(5);
  const slices = Array.from({ length: 2 * gpus }, (_, model) => ({
    model,
    sizeGb: 10 + rng.integer(20),
    rate: 1 + rng.integer(9),
    slo: 5 + rng.integer(5),
    currentGpu: -1,
  }));
  return { gpus, memoryGb: MEMORY_GB, migrationWeight: 0, slices };
}

/** A kind of model. */
interface Kind {
  /** Number of models of this kind among 58. */
  readonly share: number;
  /** Weights in half precision, all slices together. */
  readonly sizeGb: number;
  readonly slices: number;
  /** Cache memory of a token in KB. */
  readonly tokenKb: number;
  /** Time per output token of a model with a GPU of its own, in ms. */
  readonly tokenMs: number;
}

/**
 * The mix of the largest experiment of Prism (arXiv 2505.04021): of 58 models 43 have 1 to 3 billion
 * parameters, 8 have 4 to 8, 3 have 9 to 30 and 4 have 31 to 70. Cache bytes are those of Llama 3 and
 * Qwen 2.5 in half precision; times up to 8 billion are measured ones, the others extend them.
 */
const KINDS: readonly Kind[] = [
  { share: 22, sizeGb: 2.5, slices: 1, tokenKb: 32, tokenMs: 7 },
  { share: 21, sizeGb: 6.5, slices: 1, tokenKb: 112, tokenMs: 9.6 },
  { share: 8, sizeGb: 16, slices: 1, tokenKb: 128, tokenMs: 11.3 },
  { share: 3, sizeGb: 28, slices: 1, tokenKb: 192, tokenMs: 16 },
  { share: 1, sizeGb: 64, slices: 2, tokenKb: 256, tokenMs: 18 },
  { share: 2, sizeGb: 140, slices: 4, tokenKb: 320, tokenMs: 22 },
  { share: 1, sizeGb: 140, slices: 8, tokenKb: 320, tokenMs: 14 },
];

/** GPUs of a cluster. */
const CLUSTERS = [8, 16, 32, 64] as const;
/** Exponents of Zipf's law of demand; the published traces are at the steep end. */
const EXPONENTS = [0.5, 1, 1.5] as const;
/** Load over free memory of the whole cluster, per GB; about that of the published cases. */
const MEAN_PRESSURE = 0.04;
/** No slice has more than this share of what fills a GPU of its own to the mean pressure. */
const MAX_SHARE = 0.7;

/** Models until the weights fill 45 to 70 % of the memory, with skewed demand. */
function fleet(rng: Rng): Omit<Unnamed, 'migrationWeight'> {
  const gpus = rng.pick(CLUSTERS);
  const memory = gpus * MEMORY_GB;
  const kinds = drawKinds(rng, (0.45 + 0.25 * rng.next()) * memory);
  const exponent = rng.pick(EXPONENTS);
  const popularity = rng.shuffle(kinds.map((_, rank) => (rank + 1) ** -exponent));
  const raw = kinds.flatMap((kind, model) => {
    // A gamma variable of shape 2 and mean 1.
    const demand = ((popularity[model] ?? 0) * (rng.exponential() + rng.exponential())) / 2;
    const slo = kind.tokenMs * (1 + rng.next());
    return Array.from({ length: kind.slices }, (): Slice => ({
      model,
      sizeGb: kind.sizeGb / kind.slices,
      rate: (demand * kind.tokenKb) / kind.slices,
      slo: rounded(slo),
      currentGpu: -1,
    }));
  });
  const free = memory - raw.reduce((sum, { sizeGb }) => sum + sizeGb, 0);
  const load = raw.reduce((sum, slice) => sum + loadOf(slice), 0);
  const scale = (MEAN_PRESSURE * free) / load;
  const slices = raw.map((slice) => {
    const most = MAX_SHARE * MEAN_PRESSURE * (MEMORY_GB - slice.sizeGb) * slice.slo;
    return { ...slice, rate: rounded(Math.min(slice.rate * scale, most)) };
  });
  return { gpus, memoryGb: MEMORY_GB, slices };
}

function drawKinds(rng: Rng, weightsGb: number): readonly Kind[] {
  const urn = KINDS.flatMap((kind) => Array.from({ length: kind.share }, () => kind));
  const kinds: Kind[] = [];
  for (let sum = 0; ;) {
    const kind = rng.pick(urn);
    sum += kind.sizeGb;
    if (sum > weightsGb && kinds.length > 0) return kinds;
    kinds.push(kind);
  }
}

/** Cost of moving all the memory of a cluster, in 1/TB: one GPU of 32 costs 0.6 or 1.9. */
const MIGRATION_WEIGHTS = [20, 60] as const;
/** Share of the models that are new and lie nowhere. */
const NEW_SHARE = 0.1;

/** A fleet that lies where it was best for demand that has changed since. */
function drifting(rng: Rng): Unnamed {
  const made = fleet(rng.fork('fleet'));
  const models = 1 + Math.max(...made.slices.map(({ model }) => model));
  const drift = Array.from({ length: models }, () => Math.exp(rng.normal()));
  const isNew = Array.from({ length: models }, () => rng.next() < NEW_SHARE);
  const homes = placedFor(made, drift);
  const slices = made.slices.map((slice, index) => {
    const isPlaced = isNew[slice.model] === false;
    return { ...slice, currentGpu: isPlaced ? (homes[index] ?? -1) : -1 };
  });
  return { ...made, migrationWeight: rng.pick(MIGRATION_WEIGHTS), slices };
}

type Fleet = ReturnType<typeof fleet>;

/** A GPU for each slice: the large ones first, each where the pressure of old demand is least. */
function placedFor({ gpus, memoryGb, slices }: Fleet, drift: readonly number[]): number[] {
  const load = Array.from({ length: gpus }, () => 0);
  const freeGb = Array.from({ length: gpus }, () => memoryGb);
  const held = Array.from({ length: gpus }, () => new Set<number>());
  const homes = slices.map(() => -1);
  const order = [...slices.entries()].toSorted(([, a], [, b]) => b.sizeGb - a.sizeGb);
  for (const [index, slice] of order) {
    const fits = (gpu: number): boolean =>
      (freeGb[gpu] ?? 0) > slice.sizeGb && held[gpu]?.has(slice.model) === false;
    const pressure = (gpu: number): number => (load[gpu] ?? 0) / (freeGb[gpu] ?? 0);
    const choices = [...load.keys()].filter(fits).toSorted((a, b) => pressure(a) - pressure(b));
    const [home] = choices;
    if (home === undefined) throw new Error('a fleet does not fit its own cluster');
    load[home] = (load[home] ?? 0) + loadOf(slice) * (drift[slice.model] ?? 1);
    freeGb[home] = (freeGb[home] ?? 0) - slice.sizeGb;
    held[home]?.add(slice.model);
    homes[index] = home;
  }
  return homes;
}

/** Four significant digits: what a person can read. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}
