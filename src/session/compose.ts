import type { Queue } from '../core/evaluator.ts';
import type { Problem } from '../core/problem.ts';
import type { Proposer } from '../core/proposer.ts';
import type { Archive, Search } from '../core/search.ts';
import type { RunStarted } from '../core/events.ts';
import type { Store } from '../core/store.ts';
import type { Source } from '../core/program.ts';
import { createRng } from '../core/rng.ts';
import type { RunPlan } from '../engine/run-plan.ts';
import { createProposerChoice } from '../search/proposer-choice.ts';
import { geneticProposer } from '../genetic/genetic.ts';
import { geneticKind } from '../genetic/proposer-kinds.ts';
import { createRandomProgramProposer } from '../genetic/random-program.ts';
import {
  createAdvisors,
  createDraftProposer,
  createNovelty,
  createLlmProposers,
  type Weighted,
  type LlmParts,
} from './compose-models.ts';
import type { Texts } from '../texts/texts.ts';
import { createTidy } from './tidy.ts';
import type { RecordedRun } from './replies.ts';
import { PluginError } from '../core/errors.ts';
import type { ArchiveEntry, Kinds } from '../core/kinds.ts';
import { optionsOf } from '../config/entry-schemas.ts';
import type { RunConfig } from '../config/resolve-config.ts';
import { createPart, isPlugIn, kindNamed } from './create-part.ts';
import { guardedArchive } from './guarded-archive.ts';
import { guardedProposer } from './guarded-proposer.ts';
import { guardedSearch } from './guarded-search.ts';

/** A policy that comes with the problem, read from its file. */
export interface NamedPolicy {
  readonly name: string;
  readonly source: Source;
}

/** The inputs of a run's plan. */
export interface PlanParts {
  readonly config: RunConfig;
  /** The kinds that the configuration can name. */
  readonly kinds: Kinds;
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
  readonly texts: Texts;
  /** Undefined when no model writes. */
  readonly llmParts?: LlmParts | undefined;
  /** Complaints about a program's text; none when left out. */
  readonly inspect?: RunPlan['inspect'] | undefined;
  readonly recorded?: Pick<RecordedRun, 'replies' | 'followed'> | undefined;
  readonly onEvent?: RunPlan['onEvent'];
}

/** Proposals and evaluations at once. */
export interface Slots {
  readonly proposal: number;
  readonly evaluation: number;
}

/** Makes a plan of a configuration and its parts. Throws PluginError for a plug-in that cannot be made. */
export function composePlan(parts: PlanParts): RunPlan {
  const { config, problem, slots, llmParts, texts } = parts;
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
    search: createSearch(config, parts),
    createSearch: () => createSearch(config, parts),
    proposers: weighted.map(({ proposer }) => proposer),
    choice: createChoice(weighted),
    advisors: llmParts === undefined ? [] : createAdvisors(config.advice, llmParts),
    calls: callPolicyOf(parts),
    inspect: parts.inspect ?? inspectNothing,
    tidy: createTidy({ declaration: parts.declaration, entry: problem.policy.entry, texts }),
    novelty: createNovelty(config.novelty, { model: llmParts?.embedding, texts }),
    follow: config.replies?.misses === 'fail' ? parts.recorded?.followed : undefined,
    initialProposer: createInitialProposer(parts),
    rng: createRng(config.seed).fork('run'),
    order: config.order,
    window: config.window,
    proposalSlots: slots.proposal,
    budget: budgetOf(config),
    cascade: config.cascade,
    finalists: config.finalists,
    normalHash: texts.normalHash,
  };
}

function budgetOf({ budget }: RunConfig): RunPlan['budget'] {
  const { evaluations, wallSeconds, targetFitness, plateau, drops, usd, tokens, calls } = budget;
  return {
    drops,
    evaluations,
    wallSeconds,
    targetFitness,
    plateauEvaluations: plateau?.evaluations,
    spending: { usd, tokens, calls },
  };
}

function callPolicyOf({ config: { retry, replies }, recorded }: PlanParts): RunPlan['calls'] {
  return {
    // The waits between retries are no part of a run.
    retry: { ...retry, random: Math.random },
    replies: recorded?.replies,
    misses: replies?.misses ?? 'ask',
  };
}

function inspectNothing(): Promise<undefined> {
  return Promise.resolve(undefined);
}

/**
 * The proposers that a configuration names, each with its weight at the start. Throws PluginError for a
 * plug-in that makes none, and for two of one name.
 */
export function createProposers(
  parts: Pick<PlanParts, 'config' | 'kinds' | 'declaration' | 'llmParts' | 'texts'>,
): readonly Weighted[] {
  const { config, llmParts, declaration, kinds, texts } = parts;
  const weighted = config.proposers.flatMap((entry, index) => {
    const named = { sort: 'proposer', name: entry.name, key: `proposers.${index}` } as const;
    const kind = kindNamed(kinds.proposers, named);
    if (kind.asks === 'model') {
      const context = { named, kind, config };
      return llmParts === undefined ? [] : createLlmProposers(entry, context, llmParts);
    }
    const options = optionsOf(kind, entry.options);
    const made =
      kind === geneticKind
        ? mutatingElsewhere(declaration, texts)
        : createPart(named, () => kind.create(options, { declaration }));
    const proposer = isPlugIn(named) ? guardedProposer(made, entry.name) : made;
    return [{ proposer, entry, weight: entry.weight }];
  });
  const names = weighted.map(({ proposer }) => proposer.name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return weighted;
  throw new PluginError(`proposers: two proposers of this run are named "${twice}"`, {
    hint: 'a proposer bears the name of its kind, and @MODEL after it when it asks one',
  });
}

/** What mutations write is read in the process for texts. */
function mutatingElsewhere(declaration: string, texts: Texts): Proposer {
  return geneticProposer({ declaration }, (brief, rng) => texts.mutate(declaration, brief, rng));
}

function createChoice(weighted: readonly Weighted[]): RunPlan['choice'] {
  const names = weighted.map(({ proposer }) => proposer.name);
  const weights = Object.fromEntries(
    weighted.map(({ proposer, weight }) => [proposer.name, weight]),
  );
  return createProposerChoice({ names, weights });
}

/** A model drafts the first programs of a run without seeds; all others are grown. */
function createInitialProposer({ config, kinds, declaration, llmParts }: PlanParts): Proposer {
  const draft =
    config.start === 'signature' && llmParts !== undefined
      ? createDraftProposer({ config, kinds }, llmParts)
      : undefined;
  return draft ?? createRandomProgramProposer({ declaration });
}

/** The search that a configuration asks for, empty. Throws PluginError for a plug-in that makes none. */
export function createSearch(
  { search, seed }: RunConfig,
  { kinds, problem }: Pick<PlanParts, 'kinds' | 'problem'>,
): Search {
  const named = { sort: 'search', name: search.type, key: 'search.type' } as const;
  const kind = kindNamed(kinds.searches, named);
  const usual = search.archive ?? kind.archive ?? 'top';
  const createArchive = (entry: ArchiveEntry = usual): Archive =>
    createArchiveOf(entry, { kinds, problem });
  const made = createPart(named, () =>
    kind.create(optionsOf(kind, search), { seed, createArchive }),
  );
  return isPlugIn(named) ? guardedSearch(made, search.type) : made;
}

function createArchiveOf(
  entry: ArchiveEntry,
  { kinds, problem }: Pick<PlanParts, 'kinds' | 'problem'>,
): Archive {
  const { type, ...options } = typeof entry === 'string' ? { type: entry } : entry;
  const named = { sort: 'archive', name: type, key: 'search.archive' } as const;
  const kind = kindNamed(kinds.archives, named);
  const scales = problem.features.map(({ scale }) => scale);
  const made = createPart(named, () => kind.create(optionsOf(kind, options), { scales }));
  return isPlugIn(named) ? guardedArchive(made, type) : made;
}
