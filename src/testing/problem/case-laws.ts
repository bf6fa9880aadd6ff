import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { CaseSet } from '../../core/problem.ts';
import type { Case } from '../../core/case.ts';
import { ConfigError } from '../../core/errors.ts';
import { hashOf } from '../../core/hash.ts';
import { complaintAboutLimits } from '../../core/limits.ts';
import { advantage } from '../../stats/direction.ts';
import { Unjudged, type Finding, type Law } from './law.ts';
import { lostInJson } from './lost-in-json.ts';
import { placeOfMember } from './places.ts';
import { isListOfCases, limitsOf, SPLITS, type ProblemWorld } from './world.ts';

/** Trivial workloads, such as a trace without an interruption, may be drawn more than once. */
const CHANCE_SHARE = 0.05;
/** Findings of one kind in one split that are told. */
const MAX_FINDINGS = 3;

/** Laws of cases and what is known of them before any policy runs. */
export const caseLaws: readonly Law<ProblemWorld>[] = [
  {
    name: 'has cases in every split, each with an id of its own',
    meaning:
      'A split without cases measures nothing, and results are matched to cases by their ids.',
    hint: 'a split is a function that answers at least one case, each an object with an id of its own',
    place: ({ location }) => placeOfMember(location, ['cases']),
    check: (world) => inEachSplit(world, Object.keys(world.problem.cases), faultsOfSplit),
  },
  {
    name: 'makes the same cases each time',
    meaning: 'Workers, resumed runs and other machines make the cases again and must get the same.',
    hint: "draw from createRng('NAME').fork(split), never from Math.random or a clock, and keep no state between calls",
    place: ({ location }) => placeOfMember(location, ['cases']),
    check: (world) => inEachSplit(world, Object.keys(world.problem.cases), changesOfSplit),
  },
  {
    name: 'has workloads that JSON carries unchanged',
    meaning:
      'Cases travel to the simulation as JSON: what JSON drops or changes would be missing there.',
    hint: 'use plain objects, arrays, strings, booleans, null and finite numbers',
    place: ({ location }) => placeOfMember(location, ['cases']),
    check: (world) =>
      inEachSplit(world, Object.keys(world.problem.cases), async (split) => {
        const made = await world.cases(split);
        const lost = made.map((one) => lostInJson(one, `${one.id} of ${split}`));
        return lost.filter((one) => one !== undefined).slice(0, MAX_FINDINGS);
      }),
  },
  {
    name: 'shares next to no workload between train, validation and test',
    meaning: 'A policy that learnt the train cases by heart must gain nothing where it is judged.',
    hint: 'draw each split from a stream of its own, such as rng.fork(split)',
    place: ({ location }) => placeOfMember(location, ['cases']),
    check: sharedWorkloads,
  },
  {
    name: 'knows a finite worst value of every case, and a bound that is no worse',
    meaning:
      'A case that fails counts with its worst value; a mean better than the bound is not believed.',
    hint: 'worst is what the worst valid policy gets, bound what no policy, however clairvoyant, can beat',
    place: ({ location }) => placeOfMember(location, ['objective']),
    check: (world) => inEachSplit(world, SPLITS, (split) => faultsOfLimits(world, split)),
  },
  {
    name: 'sets limits, if any, that are numbers above 0',
    meaning: 'They decide how much work a policy may take on these cases.',
    hint: 'limits(cases) answers some of maxSteps, maxEvents, cpuSeconds, memoryMb and timeoutMs',
    place: ({ location }) => placeOfMember(location, ['limits']),
    check: faultsOfOwnLimits,
  },
  {
    name: 'loads original data, or tells that the folder is wrong',
    meaning: 'adrs eval --data reads published traces; where files are missing, it says which.',
    hint: 'throw ConfigError, or let the error of node:fs pass, where a file is missing or odd; mend the rest',
    place: ({ location }) => placeOfMember(location, ['load']),
    check: faultsOfLoad,
  },
];

/** Findings of all splits: what is wrong with one hides nothing of another. */
async function inEachSplit(
  { problem, location }: ProblemWorld,
  splits: readonly string[],
  check: (split: string, make: CaseSet<Case>) => Promise<readonly string[]>,
): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  let unjudged: Unjudged | undefined;
  for (const split of splits) {
    try {
      const messages = await check(split, problem.cases[split] ?? (() => []));
      const place = await placeOfMember(location, ['cases', split]);
      for (const message of messages) found.push({ message, place });
    } catch (thrown) {
      if (!(thrown instanceof Unjudged)) throw thrown;
      unjudged = thrown;
    }
  }
  if (found.length === 0 && unjudged !== undefined) throw unjudged;
  return found;
}

async function faultsOfSplit(split: string, make: CaseSet<Case>): Promise<readonly string[]> {
  const made: unknown = await make();
  if (!Array.isArray(made)) return [`split ${split} is no list of cases`];
  if (made.length === 0) return [`split ${split} is empty`];
  if (!isListOfCases(made)) return [`split ${split} has a case without an id`];
  const ids = made.map(({ id }) => id);
  const twice = [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
  return twice
    .slice(0, MAX_FINDINGS)
    .map((id) => `split ${split} has two cases with the id "${id}"`);
}

async function changesOfSplit(split: string, make: CaseSet<Case>): Promise<readonly string[]> {
  const [first, second] = [await make(), await make()].map((made) => JSON.stringify(made));
  return first === second ? [] : [`split ${split} changes from one call to the next`];
}

async function sharedWorkloads(world: ProblemWorld): Promise<readonly Finding[]> {
  const seen = new Map<string, { readonly split: string; readonly id: string }>();
  return inEachSplit(world, SPLITS, async (split) => {
    const made = await world.cases(split);
    const contents = made.map((one) => ({
      id: one.id,
      hash: hashOf({ ...one, id: '', group: '' }),
    }));
    const shared = contents.filter(({ hash }) => (seen.get(hash)?.split ?? split) !== split);
    for (const { id, hash } of contents) if (!seen.has(hash)) seen.set(hash, { split, id });
    const [first] = shared;
    if (first === undefined || shared.length / contents.length < CHANCE_SHARE) return [];
    const other = seen.get(first.hash);
    return [
      `${shared.length} of ${made.length} cases of ${split} are in a split before it: ${first.id} is ${other?.id} of ${other?.split}`,
    ];
  });
}

async function faultsOfLimits(world: ProblemWorld, split: string): Promise<readonly string[]> {
  const { problem } = world;
  const { direction } = problem.objective;
  const limits = await limitsOf(problem, await world.cases(split));
  const found = limits.flatMap(({ workload, bound, worst }) => {
    const of = `of ${workload.id} of ${split}`;
    if (!Number.isFinite(worst)) return [`the worst value ${of} is ${String(worst)}`];
    if (bound === undefined) return [];
    if (!Number.isFinite(bound)) return [`the bound ${of} is ${String(bound)}`];
    if (advantage(bound, worst, direction) >= 0) return [];
    return [`the bound ${of} is ${bound}, worse than its worst value ${worst}`];
  });
  return found.slice(0, 1).map((one) => one + others(found.length - 1));
}

async function faultsOfOwnLimits(world: ProblemWorld): Promise<readonly Finding[]> {
  const { limits } = world.problem;
  if (limits === undefined) return [];
  const place = await placeOfMember(world.location, ['limits']);
  const found = await Promise.all(
    SPLITS.map(async (split) => {
      const complaint = complaintAboutLimits(limits(await world.cases(split)));
      return complaint === undefined ? [] : [{ message: `limits of ${split} ${complaint}`, place }];
    }),
  );
  return found.flat();
}

function others(count: number): string {
  return count === 0 ? '' : `, and ${count} more like it`;
}

async function faultsOfLoad({ problem, data }: ProblemWorld): Promise<readonly Finding[]> {
  const { load } = problem;
  if (load === undefined) return [];
  if (data !== undefined) return faultsOfData(await load(data));
  const empty = await mkdtemp(path.join(tmpdir(), 'adrs-no-data-'));
  try {
    const loaded = await load(empty);
    for (const make of Object.values(loaded)) await make();
    return [];
  } catch (thrown) {
    if (thrown instanceof ConfigError || (thrown instanceof Error && 'syscall' in thrown))
      return [];
    throw thrown;
  } finally {
    await rm(empty, { recursive: true });
  }
}

async function faultsOfData(
  loaded: Readonly<Record<string, CaseSet<Case>>>,
): Promise<readonly Finding[]> {
  const found = await Promise.all(
    Object.entries(loaded).map(async ([split, make]) => [
      ...(await faultsOfSplit(split, make)),
      ...(await changesOfSplit(split, make)),
    ]),
  );
  return found.flat().map((message) => ({ message: `loaded ${message}` }));
}
