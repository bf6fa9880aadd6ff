/** A machine, as it is when empty. */
export interface NodeShape {
  /** Thousandths of a core. */
  readonly cpuMilli: number;
  readonly memoryMib: number;
  /** GPUs, 0 to 8. */
  readonly gpus: number;
  /** Number of the GPU model. */
  readonly model: number;
}

/** Pods of one class ask for the same. */
export interface PodClass {
  readonly cpuMilli: number;
  readonly memoryMib: number;
  /** GPUs, 0 to 8. */
  readonly gpus: number;
  /** Thousandths that it takes of each of its GPUs: 1000; less only if `gpus` is 1; 0 if `gpus` is 0. */
  readonly gpuMilli: number;
  /** GPU models that it may run on; empty: any. */
  readonly models: readonly number[];
  /** Part of the pods that is of this class in the long run; they sum to 1. */
  readonly share: number;
}

/** What is known before the first pod. It does not change. */
export interface Task {
  /** Machines by number, all empty at first. */
  readonly nodes: readonly NodeShape[];
  /** Which pods there are. Which of them arrive when is not known. */
  readonly classes: readonly PodClass[];
}

/** A pod that arrives. */
export interface Pod {
  /** Index of its class in `Task.classes`. */
  readonly kind: number;
  readonly cpuMilli: number;
  readonly memoryMib: number;
  readonly gpus: number;
  readonly gpuMilli: number;
}

/** The policy of one cluster. It may remember what it saw. */
export interface Scheduler {
  /**
   * Rates the places that an arriving pod fits into. It goes to the place of the highest score, the
   * first of equals, and stays. Called once a pod, in order of arrival, unless it fits nowhere: then the
   * pod is turned away, and the next one comes.
   *
   * A place is a node for a pod that asks for whole GPUs or none, and a GPU of a node for a pod that
   * asks for a part of one; GPUs of a node with equally much free are one place. Places are in the
   * order of the nodes, and on a node from the fullest GPU that suffices to the emptiest.
   *
   * The arrays are the same objects at every call and longer than `count`. All but the last have one
   * element a place, for i in [0, count), refilled before each call, and tell what is free before
   * the pod is there.
   *
   * @param pod The pod.
   * @param count Number of places, at least 1.
   * @param scores Write `scores[i]` for every place: any finite number. One that is left out, NaN or
   *   infinite makes the whole case invalid.
   * @param node Number of the place's node: index in `Task.nodes`.
   * @param freeCpu Free thousandths of a core on the node, at least `pod.cpuMilli`.
   * @param freeMemory Free MiB on the node, at least `pod.memoryMib`.
   * @param freeGpu Free thousandths, summed over the GPUs of the node.
   * @param gpuLevel Free thousandths of the GPU that would be shared, at least `pod.gpuMilli`; 1000 if
   *   whole GPUs would be taken, 0 if none.
   * @param idleGpus GPUs of the node that no pod uses.
   * @param gpuLevels Free thousandths of every GPU: `gpuLevels[8 * n + g]` is that of node n's GPU with
   *   the g-th most free; 0 where the node has no more GPUs. Shape [nodes, 8].
   */
  // oxlint-disable-next-line max-params -- flat arguments cross to the policy fastest
  score(
    pod: Pod,
    count: number,
    scores: Float64Array,
    node: Int32Array,
    freeCpu: Float64Array,
    freeMemory: Float64Array,
    freeGpu: Float64Array,
    gpuLevel: Float64Array,
    idleGpus: Float64Array,
    gpuLevels: Int32Array,
  ): void;
}

/** Called once for each cluster. Clusters share nothing. */
export function createScheduler(task: Task): Scheduler;
