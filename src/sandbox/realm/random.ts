/** `Math.random` of the policy's realm: one stream for each instance of a policy. */
export interface RealmRandom {
  readonly next: () => number;
  /** Forgets every stream; the streams from now on are named by these words. */
  readonly seed: (high: number, low: number) => void;
  /** Goes on with the stream of instance `index`. */
  readonly select: (index: number) => void;
}

const WARM_UP = 12;

/**
 * Small Fast Counter, 32-bit (C. Doty-Humphrey, PractRand's sfc32), with the state of every instance
 * kept apart: how often one draws cannot be seen by another.
 */
// oxlint-disable-next-line max-lines-per-function -- one closure over the four words of the state
export function createRandom(): RealmRandom {
  const { imul } = Math;
  let saved: Int32Array[] = [];
  let names: readonly [number, number] = [0, 0];
  let current = -1;
  let a = 0;
  let b = 0;
  let c = 0;
  let counter = 1;

  const word = (): number => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  return {
    next: () => ((word() >>> 5) * 67_108_864 + (word() >>> 6)) / 9_007_199_254_740_992,
    seed(high, low) {
      names = [high, low];
      saved = [];
      current = -1;
    },
    select(index) {
      if (current >= 0) saved[current] = new Int32Array([a, b, c, counter]);
      current = index;
      const kept = saved[index];
      [a = 0, b = 0, c = 0, counter = 1] = kept ?? [
        names[0] | 0,
        names[1] | 0,
        imul(index + 1, 0x9e3779b1),
        1,
      ];
      if (kept === undefined) for (let round = 0; round < WARM_UP; round += 1) word();
    },
  };
}
