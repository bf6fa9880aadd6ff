import { createGridArchive } from '../archive/grid-archive.ts';
import { createParetoArchive } from '../archive/pareto-archive.ts';
import { createTopArchive } from '../archive/top-archive.ts';
import type { Archive, Problem, Proposer, Queue, Search } from '../core/contracts.ts';
import type { RunStarted, Store } from '../core/events.ts';
import type { Source } from '../core/program.ts';
import { createRng } from '../core/rng.ts';
import type { RunPlan } from '../engine/run-plan.ts';
import { createIslandSearch } from '../search/island-search.ts';
import type { ParentChoice } from '../search/parent-choice.ts';
import { createBeamSearch, createBestOfNSearch, createTopSearch } from '../search/pool-search.ts';
import { createRandomSearch } from '../search/random-search.ts';
import { normalHash } from '../syntax/normal-form.ts';
import { createProposerChoice } from '../variation/adaptive-choice.ts';
import { createGeneticProposer } from '../variation/genetic.ts';
import { createSeedlessProposer } from '../variation/seedless.ts';
import { createTuneProposer } from '../variation/tune.ts';
import type { RunConfig } from './run-schema.ts';

/** Programs that an archive without a grid keeps. */
const ARCHIVE_SIZE = 64;
/** Parents among which a random search draws, at most. */
const RESERVOIR = 1_024;
const INSPIRATIONS = 3;

/** A policy that comes with the problem, read from its file. */
export interface NamedPolicy {
  readonly name: string;
  readonly source: Source;
}

/** What the plan of a run is made from. */
export interface PlanParts {
  readonly config: RunConfig;
  readonly problem: Problem;
  readonly seeds: readonly NamedPolicy[];
  readonly baselines: readonly NamedPolicy[];
  /** Text of the problem's `policy.d.ts`. */
  readonly declaration: string;
  readonly trainCases: number;
  readonly queue: Queue;
  readonly store: Store;
  readonly started: RunStarted;
  readonly slots: Slots;
  readonly onEvent?: RunPlan['onEvent'];
}

/** How many proposals and evaluations run at once. */
export interface Slots {
  readonly proposal: number;
  readonly evaluation: number;
}

/** The only place that knows every implementation: a configuration and its parts become a plan. */
export function composePlan(parts: PlanParts): RunPlan {
  const { config, problem, slots } = parts;
  const { budget } = config;
  const proposers = config.proposers.map((entry) => createProposer(entry, parts));
  const names = proposers.map(({ name }) => name);
  const weights = Object.fromEntries(config.proposers.map(({ name, weight }) => [name, weight]));
  return {
    problem,
    seeds: config.start === 'seeds' ? parts.seeds : [],
    baselines: parts.baselines,
    queue: parts.queue,
    store: parts.store,
    started: parts.started,
    trainCases: parts.trainCases,
    onEvent: parts.onEvent,
    search: createSearch(config, problem),
    proposers,
    choice: createProposerChoice({ names, weights }),
    advisors: [],
    calls: {
      retry: { attempts: 5, baseMs: 500, maxMs: 60_000, random: Math.random },
      misses: 'ask',
    },
    inspect: () => Promise.resolve(undefined),
    starter: createSeedlessProposer({ declaration: parts.declaration }),
    rng: createRng(config.seed).fork('run'),
    order: config.order,
    window: config.window ?? 2 * slots.evaluation + slots.proposal,
    proposalSlots: slots.proposal,
    budget: {
      evaluations: budget.evaluations,
      wallSeconds: budget.wallSeconds,
      targetFitness: budget.targetFitness,
      plateauEvaluations: budget.plateau?.evaluations,
    },
    cascade: config.cascade,
    finalists: config.finalists,
    normalHash,
  };
}

function createProposer(
  entry: RunConfig['proposers'][number],
  { declaration }: PlanParts,
): Proposer {
  switch (entry.name) {
    case 'genetic':
      return createGeneticProposer({ declaration });
    case 'tune':
      return createTuneProposer({ maxEvaluations: entry.options.evaluations });
    case 'random-program':
      return createSeedlessProposer({ declaration });
  }
}

/** The search that a configuration asks for, empty. Its grids have the problem's features as axes. */
export function createSearch({ search, seed }: RunConfig, problem: Problem): Search {
  const createArchive = (): Archive => createTopArchive({ size: ARCHIVE_SIZE });
  const pool = { createArchive, inspirations: INSPIRATIONS };
  switch (search.type) {
    case 'islands':
      return createIslands(search, { problem, seed });
    case 'top':
      return createTopSearch(pool);
    case 'best-of-n':
      return createBestOfNSearch({ ...pool, n: search.n });
    case 'beam':
      return createBeamSearch({
        ...pool,
        createArchive: () => createTopArchive({ size: search.width }),
      });
    case 'random':
      return createRandomSearch({ createArchive, parents: 'founders', reservoir: RESERVOIR, seed });
  }
}

function createIslands(
  search: Extract<RunConfig['search'], { readonly type: 'islands' }>,
  { problem, seed }: { readonly problem: Problem; readonly seed: string },
): Search {
  return createIslandSearch({
    islands: search.islands,
    inspirations: search.inspirations,
    parentChoice: PARENT_CHOICES[search.parents],
    createArchive: archiveFactory(search.archive, problem),
    migration: search.migration.every === 0 ? undefined : search.migration,
    reset: search.reset.every === 0 ? undefined : search.reset,
    seed,
  });
}

const PARENT_CHOICES: Readonly<Record<'weighted' | 'softmax' | 'rank' | 'uniform', ParentChoice>> =
  {
    weighted: { type: 'weighted' },
    softmax: { type: 'softmax', temperature: 1 },
    rank: { type: 'rank', exponent: 1 },
    uniform: { type: 'uniform' },
  };

function archiveFactory(kind: 'grid' | 'pareto' | 'top', problem: Problem): () => Archive {
  if (kind === 'pareto') return () => createParetoArchive({ size: ARCHIVE_SIZE });
  if (kind === 'top') return () => createTopArchive({ size: ARCHIVE_SIZE });
  const scales = problem.features.map(({ scale }) => scale);
  return () => createGridArchive({ scales });
}
