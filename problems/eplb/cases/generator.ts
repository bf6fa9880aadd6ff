import { createRng, type Rng } from 'adrs-lab/sim';
import type { ExpertCase, Shape } from './workload.ts';

/** Model of the load of experts: the log popularity is a sum of independent parts. */
interface Traffic {
  /** Standard deviation of the permanent part of an expert. */
  readonly spread: number;
  /** Standard deviation of what drifts, of each expert on its own. */
  readonly drift: number;
  /** Correlation of it from one window to the next; in [0, 1). */
  readonly memory: number;
  /** Standard deviation of what moves all experts of a group together: the topics of the users. */
  readonly topic: number;
  /** Correlation of it from one window to the next; in [0, 1). */
  readonly topicMemory: number;
  /** Standard deviation of what is new in each window and gone in the next. */
  readonly noise: number;
  /** Probability that a burst of an expert begins in a window. It adds 1 or more and lasts 2 windows on average. */
  readonly bursts: number;
}

/** A model on a cluster, with the traffic it gets. */
interface Kind {
  readonly name: string;
  readonly shape: Shape;
  readonly traffic: Traffic;
}

/** 256 experts in 8 groups, 288 slots on 32 GPUs in 4 nodes: DeepSeek-V3 in the published benchmark. */
const LARGE = { experts: 256, slots: 288, gpus: 32, nodes: 4, groups: 8 } as const;

/** Fitted so that 58 layers give the published balancedness on the next window; README.md has both. */
const LARGE_TRAFFIC: Traffic = {
  spread: 0.54,
  drift: 0.3,
  memory: 0.9,
  topic: 0.33,
  topicMemory: 0.5,
  noise: 0.18,
  bursts: 0.0005,
};
const REPLICATED_TRAFFIC: Traffic = {
  spread: 0.8,
  drift: 0.3,
  memory: 0.9,
  topic: 0.1,
  topicMemory: 0.5,
  noise: 0.325,
  bursts: 0.003,
};
/** Not fitted to anything: more noise and more bursts on a lasting popularity. */
const NOISY_TRAFFIC: Traffic = {
  spread: 0.9,
  drift: 0.2,
  memory: 0.9,
  topic: 0.2,
  topicMemory: 0.5,
  noise: 0.4,
  bursts: 0.005,
};

/** Layers of a case that a search sees; maps of different layers have nothing to do with each other. */
const SEARCH_LAYERS = 2;
/** Layers with experts of DeepSeek-V3: those of the published benchmark. */
const ALL_LAYERS = 58;
const WINDOWS = 7;
/** More, for a median of the times of many windows. */
const TIMED_WINDOWS = 18;
/** Median tokens of an expert in a window. */
const TOKENS = 500;
/** Windows before the first, so that bursts are as frequent in it as later. */
const WARM_UP = 8;
/** Probability that a burst goes on. */
const BURST_GOES_ON = 0.5;

/** The second published shape: 64 experts, so that each has 4.5 replicas on average. */
const REPLICATED: Shape = { ...LARGE, experts: 64, layers: SEARCH_LAYERS, isHierarchical: false };

const KINDS: readonly Kind[] = [
  {
    name: 'grouped',
    shape: { ...LARGE, layers: SEARCH_LAYERS, isHierarchical: true },
    traffic: LARGE_TRAFFIC,
  },
  {
    name: 'free',
    shape: { ...LARGE, layers: SEARCH_LAYERS, isHierarchical: false },
    traffic: LARGE_TRAFFIC,
  },
  { name: 'replicated', shape: REPLICATED, traffic: REPLICATED_TRAFFIC },
  {
    name: 'noisy',
    shape: {
      layers: SEARCH_LAYERS,
      experts: 128,
      slots: 160,
      gpus: 16,
      nodes: 2,
      groups: 8,
      isHierarchical: true,
    },
    traffic: NOISY_TRAFFIC,
  },
];

/** Cases of a split: `each` of every kind. Equal names give equal cases, others independent ones. */
export function generateCases(split: string, each: number): readonly ExpertCase[] {
  const rng = createRng('eplb').fork(split);
  return KINDS.flatMap(({ name, shape, traffic }) =>
    Array.from({ length: each }, (_, index) => {
      const id = `${name}-${index}`;
      const windows = generateWindows({ shape, traffic }, WINDOWS, rng.fork(id));
      return { id, group: name, shape, windows, isTimed: false };
    }),
  );
}

/** One sequence of all 58 layers in a published shape, by its number of experts. */
export function generateFullCase(experts: 256 | 64, isTimed: boolean): ExpertCase {
  const id = `full-${experts}`;
  const shape: Shape = { ...LARGE, experts, layers: ALL_LAYERS, isHierarchical: false };
  const traffic = experts === 256 ? LARGE_TRAFFIC : REPLICATED_TRAFFIC;
  const count = isTimed ? TIMED_WINDOWS : WINDOWS;
  const windows = generateWindows({ shape, traffic }, count, createRng('eplb').fork(id));
  return { id, group: 'full', shape, windows, isTimed };
}

/** Tokens of every expert of every layer, window after window: stationary from the first on. */
function generateWindows(
  { shape, traffic }: Pick<Kind, 'shape' | 'traffic'>,
  count: number,
  rng: Rng,
): number[][] {
  const experts = shape.layers * shape.experts;
  const lasting = Array.from({ length: experts }, () => traffic.spread * rng.normal());
  const drifting = createDrift(experts, traffic.drift, traffic.memory);
  const topics = createDrift(shape.layers * shape.groups, traffic.topic, traffic.topicMemory);
  const size = shape.experts / shape.groups;
  const bursts = Array.from({ length: experts }, () => 0);
  const windows: number[][] = [];
  for (let window = -WARM_UP; window < count; window += 1) {
    const drift = drifting(rng);
    const topic = topics(rng);
    const tokens = lasting.map((base, expert) => {
      const burst = nextBurst(bursts[expert] ?? 0, traffic.bursts, rng);
      bursts[expert] = burst;
      const shared = (drift[expert] ?? 0) + (topic[Math.floor(expert / size)] ?? 0);
      return Math.round(TOKENS * Math.exp(base + shared + burst + traffic.noise * rng.normal()));
    });
    if (window >= 0) windows.push(tokens);
  }
  return windows;
}

/** Independent autoregressive processes of order 1, stationary from the start. */
function createDrift(count: number, deviation: number, memory: number): (rng: Rng) => number[] {
  const fresh = deviation * Math.sqrt(1 - memory ** 2);
  let state: number[] | undefined;
  return (rng) => {
    state = Array.from({ length: count }, (_, index) => {
      const before = state?.[index];
      return before === undefined
        ? deviation * rng.normal()
        : memory * before + fresh * rng.normal();
    });
    return state;
  };
}

function nextBurst(burst: number, chance: number, rng: Rng): number {
  if (burst > 0) return rng.next() < BURST_GOES_ON ? burst : 0;
  return rng.next() < chance ? 1 + rng.exponential() / 2 : 0;
}
