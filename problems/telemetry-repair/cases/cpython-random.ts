/** The draws of CPython's `random` module that the published benchmark makes. */
export interface CpythonRandom {
  /** `random.random()`: uniform in [0, 1). */
  random(): number;
  /** `random.uniform(from, to)`. */
  uniform(from: number, to: number): number;
  /** `random.choice(range(count))`. */
  choice(count: number): number;
  /** `random.sample(range(population), count)`, for samples that CPython draws from a list. */
  sample(population: number, count: number): number[];
}

const SIZE = 624;
const SHIFT = 397;

/** The stream of `random.seed(seed)`, 0 <= seed < 2^32: MT19937 (Matsumoto and Nishimura, 1998). */
export function createCpythonRandom(seed: number): CpythonRandom {
  const word = wordsOf(stateFromKey(seed));
  const random = (): number => {
    const high = word() >>> 5;
    return (high * 67_108_864 + (word() >>> 6)) / 2 ** 53;
  };
  /** Below `count`, by rejecting numbers of as many bits as `count` has. */
  const below = (count: number): number => {
    const spare = Math.clz32(count);
    for (;;) {
      const drawn = word() >>> spare;
      if (drawn < count) return drawn;
    }
  };
  return {
    random,
    uniform: (from, to) => from + (to - from) * random(),
    choice: below,
    sample(population, count) {
      const pool = Array.from({ length: population }, (_, index) => index);
      return Array.from({ length: count }, (_, drawn) => {
        const at = below(population - drawn);
        const one = pool[at] ?? 0;
        pool[at] = pool[population - drawn - 1] ?? 0;
        return one;
      });
    },
  };
}

/** Draws 32 bits at a time. */
function wordsOf(state: Uint32Array): () => number {
  let next = SIZE;
  return () => {
    if (next === SIZE) {
      regenerate(state);
      next = 0;
    }
    let y = state[next] ?? 0;
    next += 1;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  };
}

/** `init_by_array` with a key of one word. */
function stateFromKey(key: number): Uint32Array {
  const state = new Uint32Array(SIZE);
  state[0] = 19_650_218;
  for (let index = 1; index < SIZE; index += 1) {
    state[index] = Math.imul(1_812_433_253, mixed(state, index)) + index;
  }
  let at = 1;
  const advance = (): void => {
    at += 1;
    if (at < SIZE) return;
    state[0] = state[SIZE - 1] ?? 0;
    at = 1;
  };
  for (let step = 0; step < SIZE; step += 1) {
    state[at] = ((state[at] ?? 0) ^ Math.imul(mixed(state, at), 1_664_525)) + key;
    advance();
  }
  for (let step = 1; step < SIZE; step += 1) {
    state[at] = ((state[at] ?? 0) ^ Math.imul(mixed(state, at), 1_566_083_941)) - at;
    advance();
  }
  state[0] = 0x80000000;
  return state;
}

function mixed(state: Uint32Array, index: number): number {
  const before = state[index - 1] ?? 0;
  return before ^ (before >>> 30);
}

function regenerate(state: Uint32Array): void {
  for (let index = 0; index < SIZE; index += 1) {
    const y = ((state[index] ?? 0) & 0x80000000) | ((state[(index + 1) % SIZE] ?? 0) & 0x7fffffff);
    const twist = (y & 1) === 1 ? 0x9908b0df : 0;
    state[index] = (state[(index + SHIFT) % SIZE] ?? 0) ^ (y >>> 1) ^ twist;
  }
}
