import { forkKey, seedKey, streamFrom } from '../../core/rng.ts';

/** Words for each case, as `serveSimulation` wants them. */
const WORDS_PER_CASE = 4;
const MAX_CACHED_CASE_SETS = 16;
const known = new Map<string, ArrayBuffer>();

/**
 * The random streams of every case, which are the same for all candidates: made here once, where the
 * code is warm, and not in each fresh isolate, where it never gets warm.
 */
export function streamKeys(
  cases: { readonly hash: string; readonly json: string },
  seed: string,
): ArrayBuffer {
  const name = `${cases.hash} ${seed}`;
  const made = known.get(name) ?? makeKeys(cases.json, seed);
  if (known.size >= MAX_CACHED_CASE_SETS) known.clear();
  known.set(name, made);
  return made;
}

function makeKeys(json: string, seed: string): ArrayBuffer {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- made by the framework from the problem's cases
  const workloads = JSON.parse(json) as readonly { readonly id: string }[];
  const root = seedKey(seed);
  const words = new Uint32Array(workloads.length * WORDS_PER_CASE);
  for (const [index, { id }] of workloads.entries()) {
    const key = forkKey(root, id);
    const policy = streamFrom(key).fork('policy');
    words.set([...key, policy.integer(2 ** 32), policy.integer(2 ** 32)], index * WORDS_PER_CASE);
  }
  return words.buffer;
}
