/** The most values kept; once that many were seen, between half of them and all of them are kept. */
const CAPACITY = 2048;
const PRIORITIES = 2 ** 32;

/** A bounded sample of a stream of numbers, kept sorted. */
export interface ValueSample {
  /** Number of values seen. */
  readonly seen: number;
  add(value: number): void;
  /** The smallest kept value that at least `share` of the kept values do not exceed; 0 < share <= 1. */
  quantile(share: number): number;
  /** Share of the kept values below `value`, and share of those not above it. */
  rankOf(value: number): readonly [below: number, notAbove: number];
}

/**
 * Creates an empty sample.
 *
 * Bottom-k sampling: each arrival has a priority, a hash of its number in the stream, and is kept while
 * the priority is below a limit that is halved whenever the sample is full. The kept values are thus an
 * even sample of all arrivals, depend on nothing but the stream, and are not biased by periodic patterns in it.
 * An arrival costs O(log seen) amortised.
 */
export function createValueSample(): ValueSample {
  const values = new Float64Array(CAPACITY);
  const priorities = new Uint32Array(CAPACITY);
  let size = 0;
  let seen = 0;
  let limit = PRIORITIES;

  const thin = (): void => {
    limit /= 2;
    let kept = 0;
    for (let index = 0; index < size; index += 1) {
      if ((priorities[index] ?? 0) >= limit) continue;
      values[kept] = values[index] ?? 0;
      priorities[kept] = priorities[index] ?? 0;
      kept += 1;
    }
    size = kept;
  };

  return {
    get seen() {
      return seen;
    },
    add(value) {
      const priority = priorityOf(seen);
      seen += 1;
      if (priority < limit && size === CAPACITY) thin();
      if (priority >= limit) return;
      const place = countWhere(values, size, (other) => other <= value);
      values.copyWithin(place + 1, place, size);
      priorities.copyWithin(place + 1, place, size);
      values[place] = value;
      priorities[place] = priority;
      size += 1;
    },
    quantile: (share) => values[Math.max(1, Math.ceil(share * size)) - 1] ?? 0,
    rankOf(value) {
      const below = countWhere(values, size, (other) => other < value);
      return [below / size, countWhere(values, size, (other) => other <= value) / size];
    },
  };
}

/** Number of leading values, of the first `size`, that fulfil a test; it must hold for a leading part only. */
function countWhere(
  values: Float64Array,
  size: number,
  test: (this: void, value: number) => boolean,
): number {
  let low = 0;
  let high = size;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (test(values[middle] ?? 0)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** 32 well-mixed bits of a counter: Weyl sequence and the finaliser of MurmurHash3. */
function priorityOf(arrival: number): number {
  let h = Math.imul(arrival + 1, 0x9e3779b9);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
