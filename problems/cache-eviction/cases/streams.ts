import type { Rng } from 'adrs-lab/sim';

/** The kind of access that an object was made for; sizes may depend on it. */
export type Origin = 'core' | 'once' | 'scan' | 'loop';

/** The mix of a trace. Shares are of the requests; the rest to 1 goes to the core. */
export interface Recipe {
  /** Objects of the core and the exponent of their Zipf law. */
  readonly objects: number;
  readonly alpha: number;
  /** New objects that take the place of a core object, a request to the core. In [0, 1]. */
  readonly drift: number;
  /** Share of requests to objects that are requested once. */
  readonly once: number;
  /** Share of requests in scans over new objects, and the length of a scan. */
  readonly scan: number;
  readonly scanLength: number;
  /** Regions that are read from end to end again and again, a run of requests at a time. */
  readonly loops: readonly Loop[];
}

/** A region that is read in a circle. */
export interface Loop {
  readonly share: number;
  readonly objects: number;
  /** Requests in a row. */
  readonly run: number;
}

/** Objects in order of request, and what each was made for, with its rank in the core (else 0). */
export interface Stream {
  readonly requests: readonly number[];
  readonly origins: readonly Origin[];
  /** In [0, 1): 0 is the most popular. */
  readonly ranks: readonly number[];
}

/** Mixes a trace of `length` requests. Objects are numbered in the order of their first request. */
export function mixStream(recipe: Recipe, length: number, rng: Rng): Stream {
  const book = createBook();
  const sources = sourcesOf(recipe, book, rng);
  const weights = sources.map(({ share, run }) => share / run);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  while (book.requests.length < length) {
    let left = rng.next() * total;
    const source = sources.find((_, index) => (left -= weights[index] ?? 0) < 0) ?? sources[0];
    const run = Math.min(source?.run ?? 1, length - book.requests.length);
    for (let step = 0; step < run; step += 1) source?.request();
  }
  return book;
}

/** One part of the mixture: chosen as often as makes its requests the share. */
interface Source {
  readonly share: number;
  /** Requests in a row. */
  readonly run: number;
  readonly request: () => void;
}

function sourcesOf(recipe: Recipe, book: Book, rng: Rng): Source[] {
  const { once, scan, scanLength, loops } = recipe;
  const rest = 1 - once - scan - loops.reduce((sum, { share }) => sum + share, 0);
  return [
    { share: rest, run: 1, request: zipf(recipe, book, rng) },
    { share: once, run: 1, request: () => book.request(book.make('once')) },
    { share: scan, run: scanLength, request: () => book.request(book.make('scan')) },
    ...loops.map(({ share, objects, run }) => ({ share, run, request: loop(objects, book) })),
  ];
}

/** Independent requests by Zipf's law; with drift some places are taken over by new objects. */
function zipf({ objects, alpha, drift }: Recipe, book: Book, rng: Rng): () => void {
  const below = new Float64Array(objects);
  let sum = 0;
  for (let rank = 0; rank < objects; rank += 1) {
    sum += (rank + 1) ** -alpha;
    below[rank] = sum;
  }
  const members = new Map<number, number>();
  return () => {
    if (rng.next() < drift) members.delete(rng.integer(objects));
    const rank = placeOf(below, rng.next() * sum);
    const object = members.get(rank) ?? book.make('core', rank / objects);
    members.set(rank, object);
    book.request(object);
  };
}

/** The first position whose value is above `value`. */
function placeOf(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function loop(objects: number, book: Book): () => void {
  const region: number[] = [];
  let at = 0;
  return () => {
    const object = region[at] ?? book.make('loop');
    region[at] = object;
    at = (at + 1) % objects;
    book.request(object);
  };
}

interface Book extends Stream {
  readonly requests: number[];
  readonly origins: Origin[];
  readonly ranks: number[];
  make(origin: Origin, rank?: number): number;
  request(object: number): void;
}

function createBook(): Book {
  const book: Book = {
    requests: [],
    origins: [],
    ranks: [],
    make(origin, rank = 0) {
      book.ranks.push(rank);
      return book.origins.push(origin) - 1;
    },
    request: (object) => void book.requests.push(object),
  };
  return book;
}
