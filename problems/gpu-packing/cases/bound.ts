import { rowPrices } from './linear-program.ts';
import {
  canHost,
  gpuCapacity,
  gpuDemand,
  WHOLE_GPU,
  type NodeShape,
  type PodClass,
  type SchedulingCase,
} from './workload.ts';

/**
 * A part of the GPUs, in percent, that no schedule of the case can exceed, whatever it knows of the
 * future and whichever pods it turns away. README.md has the argument.
 */
export function mostAllocation(workload: SchedulingCase): number {
  const capacity = gpuCapacity(workload);
  const counts = countsOf(workload.classes, workload.arrivals);
  const demand = workload.classes.reduce(
    (sum, pod, kind) => sum + (counts[kind] ?? 0) * gpuDemand(pod),
    0,
  );
  const relaxed = WHOLE_GPU * pricedOut(workload, counts);
  // Milli are whole numbers; the allowance is for rounding in the prices' sum.
  const milli = Math.floor(relaxed * (1 + 1e-9) + 1e-3);
  return (100 * Math.min(capacity, demand, milli)) / capacity;
}

/**
 * The value, in GPUs, of a solution of the dual program: for any prices of what the nodes of a shape
 * have, the worth of all nodes, and of each pod the profit over them where that is highest.
 */
function pricedOut(workload: SchedulingCase, counts: readonly number[]): number {
  const { shapes, nodes, classes } = workload;
  const prices = rowPrices(buildProgram(workload, counts)).subarray(classes.length);
  const pricesAt = (type: number): Float64Array =>
    prices.subarray(type * GOODS.length, (type + 1) * GOODS.length);
  const worth = nodes.reduce((sum, type) => {
    const shape = shapes[type];
    const charge = (good: Good, index: number): number =>
      shape === undefined ? 0 : good(shape, 'capacity') * (pricesAt(type)[index] ?? 0);
    return sum + GOODS.reduce((all, good, index) => all + charge(good, index), 0);
  }, 0);
  const profits = classes.map((pod) => {
    const margins = shapes.map((shape, type) =>
      canHost(shape, pod) ? marginOf(shape, pod, pricesAt(type)) : 0,
    );
    return Math.max(0, ...margins);
  });
  return profits.reduce((sum, profit, kind) => sum + profit * (counts[kind] ?? 0), worth);
}

/** GPUs that a pod holds less what it uses at these prices. */
function marginOf(shape: NodeShape, pod: PodClass, prices: Float64Array): number {
  return GOODS.reduce(
    (margin, good, index) => margin - good(shape, pod) * (prices[index] ?? 0),
    gpuDemand(pod) / WHOLE_GPU,
  );
}

/** A column for each class and shape that fit; rows: pods of each class, then the goods of each shape. */
function buildProgram(workload: SchedulingCase, counts: readonly number[]) {
  const { shapes, nodes, classes } = workload;
  const pairs = classes.flatMap((pod, kind) =>
    shapes.flatMap((shape, type) =>
      gpuDemand(pod) > 0 && canHost(shape, pod) ? [{ pod, kind, shape, type }] : [],
    ),
  );
  const sizes = countsOf(shapes, nodes);
  const rows = classes.map((_, kind) =>
    Float64Array.from(pairs, (pair) => (pair.kind === kind ? 1 : 0)),
  );
  const limits = [...counts];
  for (const [type, shape] of shapes.entries()) {
    for (const good of GOODS) {
      rows.push(
        Float64Array.from(pairs, (pair) => (pair.type === type ? good(shape, pair.pod) : 0)),
      );
      limits.push((sizes[type] ?? 0) * good(shape, 'capacity'));
    }
  }
  const gains = Float64Array.from(pairs, ({ pod }) => gpuDemand(pod) / WHOLE_GPU);
  return { gains, rows, limits: Float64Array.from(limits) };
}

/** A pod's use of a resource of a node, and the node's capacity: no node can give more than it has. */
type Good = (shape: NodeShape, use: PodClass | 'capacity') => number;

const gpus: Good = (shape, use) => (use === 'capacity' ? shape.gpus : gpuDemand(use) / WHOLE_GPU);
const cpu: Good = (shape, use) => (use === 'capacity' ? 1 : use.cpuMilli / shape.cpuMilli);
const memory: Good = (shape, use) => (use === 'capacity' ? 1 : use.memoryMib / shape.memoryMib);

/** Each GPU holds stretched parts of at most 1. */
function stretchedGpus(k: number): Good {
  return (shape, use) =>
    use === 'capacity' ? shape.gpus : use.gpus * stretched(k, [use.gpuMilli, WHOLE_GPU]);
}

/** So does the CPU of each node. */
function stretchedCpu(k: number): Good {
  return (shape, use) => (use === 'capacity' ? 1 : stretched(k, [use.cpuMilli, shape.cpuMilli]));
}

const GOODS: readonly Good[] = [
  gpus,
  cpu,
  memory,
  stretchedGpus(1),
  stretchedGpus(2),
  stretchedGpus(3),
  stretchedCpu(1),
  stretchedCpu(2),
];

/**
 * The dual-feasible function u^(k) of Fekete and Schepers (2001) at part / whole: parts that sum to at
 * most 1 do so when they are stretched, too. k = 1 counts what exceeds a half.
 */
function stretched(k: number, [part, whole]: readonly [part: number, whole: number]): number {
  const steps = (k + 1) * part;
  return steps % whole === 0 ? part / whole : Math.floor(steps / whole) / k;
}

/** Number of occurrences of each index of `values` in `indices`. */
function countsOf(values: readonly unknown[], indices: readonly number[]): number[] {
  const counts = values.map(() => 0);
  for (const index of indices) counts[index] = (counts[index] ?? 0) + 1;
  return counts;
}
