/**
 * A seeded stream of random numbers: the only source of randomness in the framework.
 *
 * Counter-based and splittable: draw n of a stream is Threefry-2x32-20 applied to (n, 0) under the
 * stream's key (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
 * A fork depends on the parent's key and on the label only, never on how many numbers were drawn.
 */
export interface Rng {
  /** Names the stream: `streamFrom(key)` is the stream from its beginning, in another process, too. */
  readonly key: StreamKey;
  /** Uniform in [0, 1), with 53 random bits. */
  next(): number;
  /** Uniform integer in [0, bound), unbiased. Throws RangeError unless 1 <= bound <= 2^32. */
  integer(bound: number): number;
  /** Standard normal (Box-Muller, no value is kept between calls). */
  normal(): number;
  /** Exponential with mean 1. */
  exponential(): number;
  /** One item, uniformly. Throws RangeError when `items` is empty. */
  pick<T>(items: readonly T[]): T;
  /** A new array with the items in uniformly random order (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[];
  /** An independent stream named by `label`: equal seeds and labels give equal streams. */
  fork(label: string | number): Rng;
}

const TWO_32 = 2 ** 32;

/** Creates a stream from a seed; `createRng(7)` and `createRng('7')` are the same stream. */
export function createRng(seed: string | number): Rng {
  return streamFrom(seedKey(seed));
}

/** Names a stream: two 32-bit words, signed or unsigned. */
export type StreamKey = readonly [k0: number, k1: number];

/** The key of `createRng(seed)`. */
export function seedKey(seed: string | number): StreamKey {
  return threefry2x32(hash64(String(seed)), [0x61647273, 0]);
}

/** The key of a fork: `streamFrom(forkKey(seedKey(s), l))` is `createRng(s).fork(l)`. */
export function forkKey(key: StreamKey, label: string | number): StreamKey {
  const [h0, h1] = hash64(`${typeof label}:${label}`);
  // Forks live in the half of the counter space that draws never reach.
  return threefry2x32(key, [h0, h1 | 0x80000000]);
}

/** The stream with a key, for those who make keys in one place and draw in another. */
export function streamFrom([k0, k1]: StreamKey): Rng {
  return streamOf(k0, k1);
}

/**
 * The Threefry-2x32 block function with 20 rounds: encrypts `counter` under `key`.
 * All words are unsigned 32-bit integers. Checked against the Random123 known-answer vectors.
 */
export function threefry2x32(
  key: readonly [number, number],
  counter: readonly [number, number],
): [number, number] {
  const block = new Uint32Array(2);
  encrypt(block, { k0: key[0] | 0, k1: key[1] | 0, c0: counter[0] | 0, c1: counter[1] | 0 });
  return [block[0] ?? 0, block[1] ?? 0];
}

interface BlockInput {
  k0: number;
  k1: number;
  c0: number;
  c1: number;
}

/** Writes the encrypted block into `out`, without allocating. */
// oxlint-disable-next-line max-lines-per-function -- the unrolled rounds of one cipher
function encrypt(out: Uint32Array, { k0, k1, c0, c1 }: BlockInput): void {
  const k2 = 0x1bd11bda ^ k0 ^ k1;
  let a = (c0 + k0) | 0;
  let b = (c1 + k1) | 0;
  for (let group = 0; group < 5; group += 1) {
    const odd = (group & 1) === 1;
    a = (a + b) | 0;
    b = rotate(b, odd ? 17 : 13) ^ a;
    a = (a + b) | 0;
    b = rotate(b, odd ? 29 : 15) ^ a;
    a = (a + b) | 0;
    b = rotate(b, odd ? 16 : 26) ^ a;
    a = (a + b) | 0;
    b = rotate(b, odd ? 24 : 6) ^ a;
    const step = group % 3;
    a = (a + (step === 0 ? k1 : step === 1 ? k2 : k0)) | 0;
    b = (b + (step === 0 ? k2 : step === 1 ? k0 : k1) + group + 1) | 0;
  }
  out[0] = a;
  out[1] = b;
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

function streamOf(k0: number, k1: number): Rng {
  const block = new Uint32Array(2);
  const input: BlockInput = { k0: k0 | 0, k1: k1 | 0, c0: 0, c1: 0 };
  /** Fills `block` with the next 64 random bits. */
  const advance = (): void => {
    encrypt(block, input);
    input.c0 = (input.c0 + 1) | 0;
    if (input.c0 === 0) input.c1 = (input.c1 + 1) | 0;
  };
  const next = (): number => {
    advance();
    return (((block[0] ?? 0) >>> 5) * 67_108_864 + ((block[1] ?? 0) >>> 6)) / 2 ** 53;
  };
  const integer = (bound: number): number => {
    if (!Number.isInteger(bound) || bound < 1 || bound > TWO_32) {
      throw new RangeError(`bound must be an integer in [1, 2^32], got ${bound}`);
    }
    const limit = TWO_32 - (TWO_32 % bound);
    for (;;) {
      advance();
      const word = block[0] ?? 0;
      if (word < limit) return word % bound;
    }
  };
  return {
    key: [k0, k1],
    next,
    integer,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    exponential: () => -Math.log(1 - next()),
    pick: (items) => pickWith(integer, items),
    shuffle: (items) => shuffleWith(integer, items),
    fork: (label) => streamFrom(forkKey([k0, k1], label)),
  };
}

function pickWith<T>(integer: (bound: number) => number, items: readonly T[]): T {
  if (items.length === 0) throw new RangeError('cannot pick from an empty list');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the index is in range
  return items[integer(items.length)] as T;
}

function shuffleWith<T>(integer: (bound: number) => number, items: readonly T[]): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = integer(last + 1);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- both are in range
    [order[last], order[other]] = [order[other] as T, order[last] as T];
  }
  return order;
}

/** 64 bits of a text: two 32-bit FNV-1a hashes with the finaliser of MurmurHash3. */
function hash64(text: string): [number, number] {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ (unit + index), 0x85ebca6b);
  }
  return [mix(low), mix(high ^ low)];
}

function mix(word: number): number {
  let h = word ^ (word >>> 16);
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
