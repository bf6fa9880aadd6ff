import { createGridArchive } from '../archive/grid-archive.ts';
import { createParetoArchive } from '../archive/pareto-archive.ts';
import { createTopArchive } from '../archive/top-archive.ts';
import type { Queue } from '../core/evaluator.ts';
import type { Problem } from '../core/problem.ts';
import type { Proposer } from '../core/proposer.ts';
import type { Archive, Search } from '../core/search.ts';
import type { RunStarted, Store } from '../core/events.ts';
import type { Source } from '../core/program.ts';
import { createRng } from '../core/rng.ts';
import type { RunPlan } from '../engine/run-plan.ts';
import { createIslandSearch } from '../search/island-search.ts';
import type { ParentChoice } from '../search/parent-choice.ts';
import { createBeamSearch, createBestOfNSearch, createTopSearch } from '../search/pool-search.ts';
import { createRandomSearch } from '../search/random-search.ts';
import { normalHash } from '../syntax/normal-form.ts';
import { createProposerChoice } from '../search/proposer-choice.ts';
import { createGeneticProposer } from '../genetic/genetic.ts';
import { createRandomProgramProposer } from '../genetic/random-program.ts';
import { createTuneProposer } from '../tune/tune.ts';
import {
  createAdvisors,
  createDraftProposer,
  createNovelty,
  createLlmProposers,
  type Weighted,
  type LlmParts,
} from './compose-models.ts';
import type { RecordedRun } from './replies.ts';
import type { RunConfig, LlmProposerConfig } from '../config/resolve-config.ts';

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
  /** Undefined when no model writes. */
  readonly llmParts?: LlmParts | undefined;
  /** What is wrong with a program's text; nothing when left out. */
  readonly inspect?: RunPlan['inspect'] | undefined;
  readonly recorded?: Pick<RecordedRun, 'replies' | 'followed'> | undefined;
  readonly onEvent?: RunPlan['onEvent'];
}

/** How many proposals and evaluations run at once. */
export interface Slots {
  readonly proposal: number;
  readonly evaluation: number;
}

/**
 * Makes a plan of a configuration and its parts. This file and `compose-models.ts`, which makes what
 * writes with models, are the only places that know every implementation.
 */
export function composePlan(parts: PlanParts): RunPlan {
  const { config, problem, slots, llmParts } = parts;
  const weighted = createProposers(parts);
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
    proposers: weighted.map(({ proposer }) => proposer),
    choice: createChoice(weighted),
    advisors: llmParts === undefined ? [] : createAdvisors(config.advice, llmParts),
    calls: callPolicyOf(parts),
    inspect: parts.inspect ?? inspectNothing,
    novelty: createNovelty(config.novelty, llmParts?.embedding),
    follow: config.replies?.misses === 'fail' ? parts.recorded?.followed : undefined,
    initialProposer: createInitialProposer(parts),
    rng: createRng(config.seed).fork('run'),
    order: config.order,
    window: config.window,
    proposalSlots: slots.proposal,
    budget: budgetOf(config),
    cascade: config.cascade,
    finalists: config.finalists,
    normalHash,
  };
}

function budgetOf({ budget }: RunConfig): RunPlan['budget'] {
  const { evaluations, wallSeconds, targetFitness, plateau, usd, tokens, calls } = budget;
  return {
    evaluations,
    wallSeconds,
    targetFitness,
    plateauEvaluations: plateau?.evaluations,
    spending: { usd, tokens, calls },
  };
}

function callPolicyOf({ config: { retry, replies }, recorded }: PlanParts): RunPlan['calls'] {
  return {
    // How long to wait before asking again is no part of a run.
    retry: { ...retry, random: Math.random },
    replies: recorded?.replies,
    misses: replies?.misses ?? 'ask',
  };
}

function inspectNothing(): Promise<undefined> {
  return Promise.resolve(undefined);
}

/** The proposers that a configuration names, each with its weight at the start. */
export function createProposers(
  parts: Pick<PlanParts, 'config' | 'declaration' | 'llmParts'>,
): readonly Weighted[] {
  const { config, llmParts } = parts;
  return config.proposers.flatMap((entry) => {
    if (!('models' in entry))
      return [{ proposer: createBuiltIn(entry, parts), weight: entry.weight }];
    return llmParts === undefined ? [] : createLlmProposers(entry, { config, llmParts });
  });
}

function createBuiltIn(
  entry: Exclude<RunConfig['proposers'][number], LlmProposerConfig>,
  { declaration }: Pick<PlanParts, 'declaration'>,
): Proposer {
  switch (entry.name) {
    case 'genetic':
      return createGeneticProposer({ declaration });
    case 'tune':
      return createTuneProposer({ maxEvaluations: entry.options.evaluations });
    case 'random-program':
      return createRandomProgramProposer({ declaration });
  }
}

function createChoice(weighted: readonly Weighted[]): RunPlan['choice'] {
  const names = weighted.map(({ proposer }) => proposer.name);
  const weights = Object.fromEntries(
    weighted.map(({ proposer, weight }) => [proposer.name, weight]),
  );
  return createProposerChoice({ names, weights });
}

/** A model drafts the first programs of a run without seeds; all others are grown. */
function createInitialProposer({ config, declaration, llmParts }: PlanParts): Proposer {
  const draft =
    config.start === 'signature' && llmParts !== undefined
      ? createDraftProposer(config, llmParts)
      : undefined;
  return draft ?? createRandomProgramProposer({ declaration });
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
