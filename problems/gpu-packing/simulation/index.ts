import {
  call,
  data,
  definePort,
  factory,
  number,
  PolicyFailure,
  record,
  returnsNothing,
  view,
} from 'adrs-lab/sim';
import type { Outcome, Policy, View } from 'adrs-lab/sim';
import { createCluster, type Cluster, type Offers } from './cluster.ts';
import type { Task } from '../policy.d.ts';
import { gpuCapacity, gpuDemand, MAX_GPUS, type SchedulingCase } from '../cases/workload.ts';

const pod = record({
  kind: number(),
  cpuMilli: number(),
  memoryMib: number(),
  gpus: number(),
  gpuMilli: number(),
});

/** Calls and answers that cross to a policy; `policy.d.ts` says what they mean. */
export const port = definePort<typeof import('../policy.d.ts')>()({
  createScheduler: factory([data<Task>()], {
    score: call(
      [
        pod,
        number(),
        view(),
        view<Int32Array>(),
        view(),
        view(),
        view(),
        view(),
        view(),
        view<Int32Array>(),
      ],
      returnsNothing(),
    ),
  }),
});

/** Where every pod went. */
export interface Schedule {
  /** Node of each pod in order of arrival; -1 for those that fitted nowhere. */
  readonly nodeOf: Int32Array;
  /** GPU milli that pods hold at the end. */
  readonly allocatedMilli: number;
  readonly rejected: number;
  /** GPU milli that the pods that fitted nowhere asked for. */
  readonly rejectedMilli: number;
  /** Places that were offered, summed over the pods. */
  readonly offers: number;
}

/** Places the pods of a case by the policy's scores and measures what of the GPUs they hold. */
export function simulate(workload: SchedulingCase, policy: Policy<typeof port>): Outcome {
  const { allocatedMilli, rejected, rejectedMilli, offers } = schedule(workload, policy);
  const { arrivals, nodes, group } = workload;
  const capacity = gpuCapacity(workload);
  const value = (100 * allocatedMilli) / capacity;
  return {
    value,
    metrics: {
      rejectedPercent: (100 * rejected) / arrivals.length,
      offersPerPod: offers / arrivals.length,
    },
    note:
      `${value.toFixed(2)} % of ${capacity / 1000} GPUs on ${nodes.length} nodes (${group}); ` +
      `${rejected} of ${arrivals.length} pods, which asked for ${rejectedMilli / 1000} GPUs, fitted ` +
      `nowhere while ${((capacity - allocatedMilli) / 1000).toFixed(2)} GPUs stayed free`,
  };
}

/** Puts each pod, as it arrives, at the place of highest score, the first of equals, or nowhere. */
export function schedule(workload: SchedulingCase, policy: Policy<typeof port>): Schedule {
  const { shapes, nodes, classes, arrivals } = workload;
  const cluster = createCluster(workload);
  const machines = nodes.flatMap((shape) => shapes[shape] ?? []);
  const scheduler = policy.createScheduler({ nodes: machines, classes });
  const views = createViews(policy, cluster);
  const pods = classes.map((one, kind) => ({ ...one, kind, gpuDemand: gpuDemand(one) }));
  const nodeOf = new Int32Array(arrivals.length).fill(-1);
  const total = { allocatedMilli: 0, rejected: 0, rejectedMilli: 0, offers: 0 };
  for (let index = 0; index < arrivals.length; index += 1) {
    const arriving = pods[arrivals[index] ?? -1];
    if (arriving === undefined) throw new RangeError(`pod ${index} is of no class`);
    const offers = cluster.offer(arriving.kind);
    if (offers.count === 0) {
      total.rejected += 1;
      total.rejectedMilli += arriving.gpuDemand;
      continue;
    }
    fill(views, cluster, offers);
    scheduler.score(
      arriving,
      offers.count,
      views.scores,
      views.node,
      views.freeCpu,
      views.freeMemory,
      views.freeGpu,
      views.gpuLevel,
      views.idleGpus,
      views.gpuLevels,
    );
    const node = cluster.place(arriving.kind, argmax(views.scores, offers.count));
    showLevels(views.gpuLevels, cluster.levels, node);
    nodeOf[index] = node;
    total.allocatedMilli += arriving.gpuDemand;
    total.offers += offers.count;
  }
  return { nodeOf, ...total };
}

type Views = Readonly<
  Record<
    'scores' | 'freeCpu' | 'freeMemory' | 'freeGpu' | 'gpuLevel' | 'idleGpus',
    View<Float64Array>
  > &
    Record<'node' | 'gpuLevels', View<Int32Array>>
>;

/** Columns long enough for every place there can be, and the table of all GPUs. */
function createViews(policy: Policy<typeof port>, { levels }: Cluster): Views {
  const column = (): View<Float64Array> => policy.float64(levels.length);
  const gpuLevels = policy.int32(levels.length);
  for (let place = 0; place < levels.length; place += 1) gpuLevels[place] = levels[place] ?? 0;
  return {
    scores: column(),
    node: policy.int32(levels.length),
    freeCpu: column(),
    freeMemory: column(),
    freeGpu: column(),
    gpuLevel: column(),
    idleGpus: column(),
    gpuLevels,
  };
}

/** All of the columns at every call. */
function fill(views: Views, cluster: Cluster, { count, nodes, levels }: Offers): void {
  const { scores, node, freeCpu, freeMemory, freeGpu, gpuLevel, idleGpus } = views;
  const { cpu, memory, gpu, idle } = cluster;
  for (let offer = 0; offer < count; offer += 1) {
    const at = nodes[offer] ?? 0;
    node[offer] = at;
    freeCpu[offer] = cpu[at] ?? 0;
    freeMemory[offer] = memory[at] ?? 0;
    freeGpu[offer] = gpu[at] ?? 0;
    gpuLevel[offer] = levels[offer] ?? 0;
    idleGpus[offer] = idle[at] ?? 0;
    scores[offer] = Number.NaN;
  }
}

/** Only the node that changed: what a policy writes into the table it misleads none but itself with. */
function showLevels(shown: View, levels: Int32Array, node: number): void {
  const end = MAX_GPUS * (node + 1);
  for (let place = MAX_GPUS * node; place < end; place += 1) shown[place] = levels[place] ?? 0;
}

/** Position of the highest score, the first of equals. Throws PolicyFailure unless all are finite. */
function argmax(scores: View, count: number): number {
  let best = 0;
  let highest = -Infinity;
  for (let offer = 0; offer < count; offer += 1) {
    // A policy that detached the array leaves undefined here.
    const score = scores[offer] ?? Number.NaN;
    if (score - score !== 0) {
      throw new PolicyFailure(`score ${offer} of ${count} is ${score}, not a finite number`);
    }
    if (score > highest) {
      highest = score;
      best = offer;
    }
  }
  return best;
}
