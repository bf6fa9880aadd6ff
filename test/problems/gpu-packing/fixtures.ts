import type { Rng } from '../../../src/core/rng.ts';
import {
  canHost,
  type NodeShape,
  type PodClass,
  type SchedulingCase,
} from '../../../problems/gpu-packing/cases/workload.ts';

/** A node's free resources, kept in the plainest way: one number a GPU, in no order. */
interface Node {
  readonly shape: NodeShape;
  cpu: number;
  memory: number;
  readonly gpus: number[];
}

/** A small cluster with more demand than room; classes ask for round numbers, so that ties are common. */
export function tinyCase(rng: Rng, pods: number): SchedulingCase {
  const shapes: NodeShape[] = [
    { cpuMilli: 8000, memoryMib: 16_000, gpus: 2, model: 0 },
    { cpuMilli: 16_000, memoryMib: 16_000, gpus: 1, model: 1 },
  ];
  const classes = Array.from({ length: 4 }, (): PodClass => {
    const gpus = rng.integer(3);
    const gpuMilli = gpus === 0 ? 0 : gpus === 1 ? 100 * (1 + rng.integer(10)) : 1000;
    const models = rng.integer(3) === 0 ? [rng.integer(2)] : [];
    const cpuMilli = 1000 * (1 + rng.integer(6));
    return {
      cpuMilli,
      memoryMib: 1000 * (1 + rng.integer(6)),
      gpus,
      gpuMilli,
      models,
      share: 0.25,
    };
  });
  const arrivals = Array.from({ length: pods }, () => rng.integer(classes.length));
  return { id: 'tiny', group: 'tiny', shapes, nodes: [0, 1], classes, arrivals };
}

/** Best fit by GPU over plain lists: an implementation of its own, to compare the simulation with. */
export function plainBestFit({ shapes, nodes, classes, arrivals }: SchedulingCase): number[] {
  const cluster = emptyNodes(shapes, nodes);
  return arrivals.map((kind) => {
    const pod = classes[kind];
    if (pod === undefined) return -1;
    let chosen = -1;
    for (const [index, node] of cluster.entries()) {
      if (gpusFor(node, pod) === undefined) continue;
      const best = cluster[chosen];
      if (best === undefined || sum(node.gpus) < sum(best.gpus)) chosen = index;
    }
    const node = cluster[chosen];
    if (node !== undefined) put(node, pod, gpusFor(node, pod) ?? []);
    return chosen;
  });
}

/** The most GPU milli that any choice and placement of the pods holds, by trying all. */
export function mostMilli({ shapes, nodes, classes, arrivals }: SchedulingCase): number {
  const cluster = emptyNodes(shapes, nodes);
  const search = (next: number): number => {
    const pod = classes[arrivals[next] ?? -1];
    if (pod === undefined) return 0;
    let most = search(next + 1);
    for (const node of cluster) {
      for (const places of allGpusFor(node, pod)) {
        put(node, pod, places);
        most = Math.max(most, pod.gpus * pod.gpuMilli + search(next + 1));
        putBack(node, pod, places);
      }
    }
    return most;
  };
  return search(0);
}

function emptyNodes(shapes: readonly NodeShape[], nodes: readonly number[]): Node[] {
  return nodes.flatMap((index) => {
    const shape = shapes[index];
    if (shape === undefined) return [];
    const gpus = Array.from({ length: shape.gpus }, () => 1000);
    return [{ shape, cpu: shape.cpuMilli, memory: shape.memoryMib, gpus }];
  });
}

/** The fullest GPUs that suffice; undefined where the pod does not fit. */
function gpusFor(node: Node, pod: PodClass): number[] | undefined {
  const fitting = allGpusFor(node, pod);
  const milli = (places: readonly number[]): number =>
    sum(places.map((gpu) => node.gpus[gpu] ?? 0));
  return fitting.toSorted((a, b) => milli(a) - milli(b))[0];
}

function allGpusFor({ shape, cpu, memory, gpus }: Node, pod: PodClass): number[][] {
  if (!canHost(shape, pod) || cpu < pod.cpuMilli || memory < pod.memoryMib) return [];
  const open = [...gpus.keys()].filter((gpu) => (gpus[gpu] ?? 0) >= pod.gpuMilli);
  if (pod.gpus === 0) return [[]];
  if (pod.gpus === 1) return open.map((gpu) => [gpu]);
  return open.length < pod.gpus ? [] : [open.slice(0, pod.gpus)];
}

function put(
  node: Node,
  { cpuMilli, memoryMib, gpuMilli }: PodClass,
  places: readonly number[],
): void {
  node.cpu -= cpuMilli;
  node.memory -= memoryMib;
  for (const gpu of places) node.gpus[gpu] = (node.gpus[gpu] ?? 0) - gpuMilli;
}

function putBack(
  node: Node,
  { cpuMilli, memoryMib, gpuMilli }: PodClass,
  places: readonly number[],
): void {
  node.cpu += cpuMilli;
  node.memory += memoryMib;
  for (const gpu of places) node.gpus[gpu] = (node.gpus[gpu] ?? 0) + gpuMilli;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
