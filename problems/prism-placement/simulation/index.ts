import {
  call,
  data,
  definePort,
  number,
  PolicyFailure,
  record,
  returnsNumbers,
} from 'adrs-lab/sim';
import type { Outcome, Policy } from 'adrs-lab/sim';
import {
  GB_PER_TB,
  loadOf,
  migrationCost,
  WORST_PRESSURE,
  type PlacementCase,
  type Slice,
} from '../cases/workload.ts';

/** More slices than any case has. */
const MAX_SLICES = 100_000;

/** Calls and answers that cross to a policy; `policy.d.ts` says what they mean. */
export const port = definePort<typeof import('../policy.d.ts')>()({
  place: call(
    [
      record({ gpus: number(), memoryGb: number(), migrationWeight: number() }),
      data<readonly Slice[]>(),
    ],
    returnsNumbers({ maxLength: MAX_SLICES, min: 0, whole: true }),
  ),
});

/** Asks for a placement, checks it, and measures its fullest GPU and what was moved. */
export function simulate(workload: PlacementCase, policy: Policy<typeof port>): Outcome {
  const { gpus, memoryGb, migrationWeight, slices } = workload;
  const placement = policy.place({ gpus, memoryGb, migrationWeight }, slices);
  check(workload, placement);
  return outcomeOf(workload, measure(workload, placement));
}

/** The result of a placement. */
interface Measured {
  /** Per GPU: sum of the loads. */
  readonly load: Float64Array;
  /** Per GPU: memory that the weights leave free, in GB. */
  readonly freeGb: Float64Array;
  readonly movedGb: number;
}

/** Throws PolicyFailure unless each slice has one GPU, memory suffices, and siblings lie apart. */
function check({ gpus, memoryGb, slices }: PlacementCase, placement: readonly number[]): void {
  if (placement.length !== slices.length) {
    throw new PolicyFailure(`place answered ${placement.length} GPUs for ${slices.length} slices`);
  }
  const usedGb = new Float64Array(gpus);
  const taken = new Set<number>();
  for (const [index, { model, sizeGb }] of slices.entries()) {
    const gpu = placement[index] ?? -1;
    if (!(gpu >= 0 && gpu < gpus)) {
      throw new PolicyFailure(`slice ${index}: there is no GPU ${gpu} among ${gpus}`);
    }
    if (taken.has(model * gpus + gpu)) {
      throw new PolicyFailure(`GPU ${gpu} has two slices of model ${model}`);
    }
    taken.add(model * gpus + gpu);
    const sum = (usedGb[gpu] ?? 0) + sizeGb;
    usedGb[gpu] = sum;
    if (sum > memoryGb) throw new PolicyFailure(`the weights on GPU ${gpu} exceed ${memoryGb} GB`);
  }
}

function measure(workload: PlacementCase, placement: readonly number[]): Measured {
  const { gpus, memoryGb, slices } = workload;
  const load = new Float64Array(gpus);
  const freeGb = new Float64Array(gpus).fill(memoryGb);
  let movedGb = 0;
  for (const [index, slice] of slices.entries()) {
    const gpu = placement[index] ?? 0;
    load[gpu] = (load[gpu] ?? 0) + loadOf(slice);
    freeGb[gpu] = (freeGb[gpu] ?? 0) - slice.sizeGb;
    if (slice.currentGpu >= 0 && slice.currentGpu !== gpu) movedGb += slice.sizeGb;
  }
  return { load, freeGb, movedGb };
}

function outcomeOf(workload: PlacementCase, { load, freeGb, movedGb }: Measured): Outcome {
  let busiest = 0;
  const pressures = Array.from(load, (sum, gpu) => pressureOf(sum, freeGb[gpu] ?? 0));
  for (const [gpu, pressure] of pressures.entries()) {
    if (pressure > (pressures[busiest] ?? 0)) busiest = gpu;
  }
  const highest = pressures[busiest] ?? 0;
  const mean = pressures.reduce((sum, pressure) => sum + pressure, 0) / pressures.length;
  const migration = migrationCost(workload, movedGb);
  return {
    value: Math.min(highest + migration, WORST_PRESSURE),
    metrics: { highest, migration, imbalance: mean > 0 ? highest / mean : 1, movedGb },
    note:
      `${workload.slices.length} slices on ${workload.gpus} GPUs; GPU ${busiest} has the highest ` +
      `pressure: ${highest.toFixed(2)}/TB (load ${(load[busiest] ?? 0).toFixed(3)}, ` +
      `${(freeGb[busiest] ?? 0).toFixed(1)} GB free), the mean GPU ${mean.toFixed(2)}/TB; ` +
      `${movedGb.toFixed(1)} GB moved for ${migration.toFixed(2)}/TB`,
  };
}

/** Load over free memory, per TB; no free memory is the worst there is. */
function pressureOf(load: number, freeGb: number): number {
  if (load === 0) return 0;
  return freeGb > 0 ? Math.min((GB_PER_TB * load) / freeGb, WORST_PRESSURE) : WORST_PRESSURE;
}
