import {
  MAX_GPUS,
  WHOLE_GPU,
  type NodeShape,
  type PodClass,
  type SchedulingCase,
} from '../cases/workload.ts';

/** Where a pod can go: nodes, and for a part of a GPU each of the node's different GPUs. */
export interface Offers {
  readonly count: number;
  /** Node of each offer; ascending. */
  readonly nodes: Int32Array;
  /** Milli free on the GPU that would be shared; 1000 for whole GPUs, 0 for none. Ascending a node. */
  readonly levels: Int32Array;
}

/** The books of a cluster, owned by the simulation. Created by `createCluster`. */
export interface Cluster {
  /** Finds every place for a pod of the class; the answer is overwritten by the next call. */
  offer(kind: number): Offers;
  /** Puts a pod of the class at an offer of the last call. Returns the node. */
  place(kind: number, offer: number): number;
  /** Free milli-cores by node. */
  readonly cpu: Float64Array;
  /** Free MiB by node. */
  readonly memory: Float64Array;
  /** Free GPU milli by node. */
  readonly gpu: Float64Array;
  /** GPUs that nobody uses, by node. */
  readonly idle: Int32Array;
  /** Free milli of each GPU, descending and padded with zeros. Shape [nodes, 8]. */
  readonly levels: Int32Array;
}

/** An empty cluster. */
export function createCluster(workload: SchedulingCase): Cluster {
  return new Books(workload);
}

class Books implements Cluster {
  readonly cpu: Float64Array;
  readonly memory: Float64Array;
  readonly gpu: Float64Array;
  readonly idle: Int32Array;
  readonly levels: Int32Array;
  readonly #classes: readonly PodClass[];
  /** Whether a class may run on the GPU model of a node. Shape [classes, nodes]. */
  readonly #allowed: readonly Uint8Array[];
  readonly #offers: { count: number; readonly nodes: Int32Array; readonly levels: Int32Array };

  constructor({ shapes, nodes, classes }: SchedulingCase) {
    const machines = nodes.flatMap((shape) => shapes[shape] ?? []);
    this.cpu = Float64Array.from(machines, ({ cpuMilli }) => cpuMilli);
    this.memory = Float64Array.from(machines, ({ memoryMib }) => memoryMib);
    this.gpu = Float64Array.from(machines, ({ gpus }) => WHOLE_GPU * gpus);
    this.idle = Int32Array.from(machines, ({ gpus }) => gpus);
    this.levels = new Int32Array(MAX_GPUS * machines.length);
    for (const [node, { gpus }] of machines.entries()) {
      this.levels.fill(WHOLE_GPU, MAX_GPUS * node, MAX_GPUS * node + gpus);
    }
    this.#classes = classes;
    this.#allowed = classes.map((pod) => allowedNodes(pod, machines));
    const most = MAX_GPUS * machines.length;
    this.#offers = { count: 0, nodes: new Int32Array(most), levels: new Int32Array(most) };
  }

  offer(kind: number): Offers {
    this.#offers.count = 0;
    const pod = this.#classes[kind];
    const allowed = this.#allowed[kind];
    if (pod === undefined || allowed === undefined) return this.#offers;
    for (let node = 0; node < allowed.length; node += 1) {
      if (allowed[node] === 1 && this.#hasRoom(node, pod)) this.#offerNode(node, pod);
    }
    return this.#offers;
  }

  place(kind: number, offer: number): number {
    const node = this.#offers.nodes[offer] ?? 0;
    const pod = this.#classes[kind];
    if (pod === undefined) throw new RangeError(`there is no class ${kind}`);
    const { cpuMilli, memoryMib, gpus, gpuMilli } = pod;
    this.cpu[node] = (this.cpu[node] ?? 0) - cpuMilli;
    this.memory[node] = (this.memory[node] ?? 0) - memoryMib;
    this.gpu[node] = (this.gpu[node] ?? 0) - gpus * gpuMilli;
    const level = this.#offers.levels[offer] ?? 0;
    for (let taken = 0; taken < gpus; taken += 1) this.#take(node, level, gpuMilli);
    return node;
  }

  #hasRoom(node: number, { cpuMilli, memoryMib }: PodClass): boolean {
    return (this.cpu[node] ?? 0) >= cpuMilli && (this.memory[node] ?? 0) >= memoryMib;
  }

  #offerNode(node: number, { gpus, gpuMilli }: PodClass): void {
    if (gpuMilli > 0 && gpuMilli < WHOLE_GPU) this.#offerShares(node, gpuMilli);
    else if ((this.idle[node] ?? 0) >= gpus) this.#add(node, gpus === 0 ? 0 : WHOLE_GPU);
  }

  #add(node: number, level: number): void {
    const offers = this.#offers;
    offers.nodes[offers.count] = node;
    offers.levels[offers.count] = level;
    offers.count += 1;
  }

  /** One offer for each different level that suffices; GPUs of one level are alike. */
  #offerShares(node: number, gpuMilli: number): void {
    const first = MAX_GPUS * node;
    let last = 0;
    for (let place = first + MAX_GPUS - 1; place >= first; place -= 1) {
      const level = this.levels[place] ?? 0;
      if (level >= gpuMilli && level !== last) this.#add(node, level);
      last = level;
    }
  }

  /** Takes milli from a GPU at a level and keeps the row in order. */
  #take(node: number, level: number, gpuMilli: number): void {
    const { levels } = this;
    const end = MAX_GPUS * (node + 1);
    let place = MAX_GPUS * node;
    while (place < end && levels[place] !== level) place += 1;
    if (place === end) throw new RangeError(`node ${node} has no GPU with ${level} milli free`);
    if (level === WHOLE_GPU) this.idle[node] = (this.idle[node] ?? 0) - 1;
    const left = level - gpuMilli;
    for (; place + 1 < end && (levels[place + 1] ?? 0) > left; place += 1) {
      levels[place] = levels[place + 1] ?? 0;
    }
    levels[place] = left;
  }
}

function allowedNodes({ gpus, models }: PodClass, machines: readonly NodeShape[]): Uint8Array {
  const any = gpus === 0 || models.length === 0;
  return Uint8Array.from(machines, ({ model }) => (any || models.includes(model) ? 1 : 0));
}
