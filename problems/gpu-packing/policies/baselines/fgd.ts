import type { PodClass, Scheduler, Task } from '../../policy.d.ts';

const MOST_GPUS = 8;
/** Classes are typical, the commonest first, until they are so much of all pods (as published). */
const TYPICAL = 0.95;

/**
 * Fragmentation gradient descent (Weng et al., Beware of fragmentation, ATC 2023): the place at which
 * the GPU milli that a typical pod cannot use are expected to grow least. For a class that a node cannot
 * host, or that asks for no GPU, all its free milli are fragments; else those of the GPUs with too
 * little free. Growth is squashed to whole scores from 0 to 100 as in the artifact, so that many places
 * are equal and the first node of them fills up.
 */
export function createScheduler({ nodes, classes }: Task): Scheduler {
  const typical = nodes.map(({ model }) => typicalClasses(classes, model));
  const after = new Int32Array(MOST_GPUS);
  // What was computed holds until the node changes, which its free CPU and GPU show.
  const seen = new Float64Array(nodes.length).fill(-1);
  const before = new Float64Array(nodes.length);
  const known = new Float64Array(nodes.length * classes.length).fill(-1);
  const found = new Float64Array(nodes.length * classes.length * MOST_GPUS);
  return {
    score(pod, count, scores, node, freeCpu, _memory, freeGpu, gpuLevel, _idle, gpuLevels) {
      let last = -1;
      let rank = 0;
      let isKnown = false;
      for (let i = 0; i < count; i += 1) {
        const at = node[i] ?? 0;
        const cpu = freeCpu[i] ?? 0;
        const entry = at * classes.length + pod.kind;
        rank = at === last ? rank + 1 : 0;
        if (rank === 0) {
          last = at;
          const state = cpu * 65_536 + (freeGpu[i] ?? 0);
          isKnown = known[entry] === state;
          known[entry] = state;
          if (seen[at] !== state) before[at] = fragments(typical[at], levelsOf(gpuLevels, at), cpu);
          seen[at] = state;
        }
        const place = entry * MOST_GPUS + rank;
        if (!isKnown) {
          take(after, levelsOf(gpuLevels, at), [pod.gpus, pod.gpuMilli, gpuLevel[i] ?? 0]);
          const growth = fragments(typical[at], after, cpu - pod.cpuMilli) - (before[at] ?? 0);
          found[place] = Math.floor(100 / (1 + Math.exp(growth / 1000)));
        }
        scores[i] = found[place] ?? 0;
      }
    },
  };
}

/** Typical pods as a machine sees them, in columns. */
interface Typical {
  readonly cpuMilli: Float64Array;
  /** More than any node has where the pod cannot use the machine's GPUs. */
  readonly gpus: Float64Array;
  readonly gpuMilli: Float64Array;
  /** They sum to 1. */
  readonly share: Float64Array;
}

function typicalClasses(classes: readonly PodClass[], model: number): Typical {
  const sorted = [...classes].sort((a, b) => b.share - a.share);
  const chosen: PodClass[] = [];
  let sum = 0;
  for (const one of sorted) {
    if (sum >= TYPICAL) break;
    sum += one.share;
    chosen.push(one);
  }
  const canUse = ({ gpus, models }: PodClass): boolean =>
    gpus > 0 && (models.length === 0 || models.includes(model));
  return {
    cpuMilli: Float64Array.from(chosen, ({ cpuMilli }) => cpuMilli),
    gpus: Float64Array.from(chosen, (one) => (canUse(one) ? one.gpus : Infinity)),
    gpuMilli: Float64Array.from(chosen, ({ gpuMilli }) => gpuMilli),
    share: Float64Array.from(chosen, ({ share }) => share / sum),
  };
}

function levelsOf(gpuLevels: Int32Array, node: number): Int32Array {
  return gpuLevels.subarray(MOST_GPUS * node, MOST_GPUS * (node + 1));
}

type Request = readonly [gpus: number, gpuMilli: number, level: number];

/** Writes what is left of each GPU, in any order. */
function take(after: Int32Array, levels: Int32Array, [gpus, gpuMilli, level]: Request): void {
  after.set(levels);
  let left = gpus;
  for (let gpu = 0; gpu < MOST_GPUS && left > 0; gpu += 1) {
    if (after[gpu] !== level) continue;
    after[gpu] = level - gpuMilli;
    left -= 1;
  }
}

/** F_n(M) of the paper, in GPU milli. */
function fragments(typical: Typical | undefined, levels: Int32Array, freeCpu: number): number {
  if (typical === undefined) return 0;
  const { cpuMilli, gpus, gpuMilli, share } = typical;
  let total = 0;
  for (let gpu = 0; gpu < MOST_GPUS; gpu += 1) total += levels[gpu] ?? 0;
  let usable = 0;
  for (let kind = 0; kind < share.length; kind += 1) {
    if ((cpuMilli[kind] ?? 0) > freeCpu) continue;
    const least = gpuMilli[kind] ?? 0;
    let enough = 0;
    let milli = 0;
    for (let gpu = 0; gpu < MOST_GPUS; gpu += 1) {
      const level = levels[gpu] ?? 0;
      if (level < least) continue;
      enough += 1;
      milli += level;
    }
    if (enough >= (gpus[kind] ?? 0)) usable += (share[kind] ?? 0) * milli;
  }
  return total - usable;
}
