import type { NodeShape, PodClass } from '../policy.d.ts';

export type { NodeShape, PodClass };

/** GPU milli of one GPU. */
export const WHOLE_GPU = 1000;
/** A node has at most so many GPUs; tables with a row a node are this wide. */
export const MAX_GPUS = 8;

/** Pods that arrive at a cluster, which is empty at first and which none of them leaves. */
export type SchedulingCase = {
  readonly id: string;
  readonly group: string;
  readonly shapes: readonly NodeShape[];
  /** Shape of each node, as an index into `shapes`. */
  readonly nodes: readonly number[];
  readonly classes: readonly PodClass[];
  /** Class of each pod in order of arrival, as an index into `classes`. */
  readonly arrivals: readonly number[];
};

/** GPU milli that a pod of a class takes in all. */
export function gpuDemand({ gpus, gpuMilli }: Pick<PodClass, 'gpus' | 'gpuMilli'>): number {
  return gpus * gpuMilli;
}

/** GPU milli of the whole cluster. */
export function gpuCapacity({ shapes, nodes }: Pick<SchedulingCase, 'shapes' | 'nodes'>): number {
  return nodes.reduce((sum, shape) => sum + WHOLE_GPU * (shapes[shape]?.gpus ?? 0), 0);
}

/** Whether an empty node of the shape could run a pod of the class. */
export function canHost(shape: NodeShape, pod: PodClass): boolean {
  if (pod.cpuMilli > shape.cpuMilli || pod.memoryMib > shape.memoryMib) return false;
  if (pod.gpus > shape.gpus) return false;
  return pod.gpus === 0 || pod.models.length === 0 || pod.models.includes(shape.model);
}
