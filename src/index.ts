// Runs.
export {
  resume,
  run,
  type ResumeOptions,
  type RunOptions,
  type RunStart,
  type WatchOptions,
} from './session/library/run.ts';
export {
  readRun,
  type ArchivedProgram,
  type BestProgram,
  type RunCost,
  type RunHashes,
  type RunResult,
} from './session/library/result.ts';
export type * from './config/run-file-keys.ts';
export type { Environment } from './config/auto-model.ts';
export type { PlugIns } from './session/load-plug-ins.ts';
export type { Allowances } from './session/resumption.ts';

// Contracts: what a run is made of and what its log tells.
export type * from './core/case.ts';
export type * from './core/events.ts';
export type * from './core/store.ts';
export type * from './core/evaluator.ts';
export type { Json } from './core/json.ts';
export type * from './core/kinds.ts';
export type * from './core/model.ts';
export type * from './core/problem.ts';
export type * from './core/program.ts';
export type * from './core/proposer.ts';
export type * from './core/sandbox.ts';
export type * from './core/search.ts';
export {
  AdrsError,
  ConfigError,
  MODEL_FAILURES,
  ModelError,
  PluginError,
  ProposalError,
  SandboxError,
  StalledError,
  StoreError,
  type AdrsErrorOptions,
  type ModelErrorOptions,
  type ModelFailure,
  type ProposalErrorOptions,
} from './core/errors.ts';
export { createRng, type Rng, type StreamKey } from './core/rng.ts';

// Problems and plug-ins.
export { defineProblem } from './core/define-problem.ts';
export { policiesIn, type KnownPolicies } from './policies/policies-in.ts';
export { readPolicy } from './policies/read-policy.ts';
export { defineEvaluator, type EvaluatorKind } from './core/define-evaluator.ts';
export {
  defineArchive,
  defineModelProvider,
  defineProposer,
  defineSearch,
} from './core/define-kind.ts';
export { functionProvider, type AnswerFunction } from './models/function-provider.ts';

// Views of a log.
export type { CurvePoint } from './view/curve.ts';
export type * from './view/models-view.ts';
export type * from './view/run-view.ts';
export type { ObjectiveFacts, SplitScore } from './view/split-score.ts';
export type { ProposerStatistics } from './view/proposer-tally.ts';
export type { RunTimes } from './view/run-clock.ts';

// Parts of adrs that a program or a plug-in puts together in another way.
export {
  createGridArchive,
  type GridArchive,
  type GridArchiveOptions,
} from './archive/grid-archive.ts';
export { createParetoArchive, type ParetoArchiveOptions } from './archive/pareto-archive.ts';
export { createTopArchive, type TopArchiveOptions } from './archive/top-archive.ts';
export {
  createIslandSearch,
  type IslandSearchOptions,
  type Migration,
  type Reset,
} from './search/island-search.ts';
export { createPopulation, type Population } from './search/population.ts';
export type { PoolArchive } from './search/pool.ts';
export type { ParentChoice } from './search/parent-choice.ts';
export {
  createBeamSearch,
  createBestOfNSearch,
  createTopSearch,
  type BestOfNOptions,
  type PoolSearchOptions,
} from './search/pool-search.ts';
export { createRandomSearch, type RandomSearchOptions } from './search/random-search.ts';
export {
  createProposerChoice,
  type AdaptiveChoice,
  type ProposalOutcome,
  type ProposerChoiceOptions,
} from './search/proposer-choice.ts';
export { createGeneticProposer, type GeneticOptions } from './genetic/genetic.ts';
export {
  createRandomProgramProposer,
  type RandomProgramOptions,
} from './genetic/random-program.ts';
export { createTuneProposer, type TuneOptions } from './tune/tune.ts';
export { createLocalQueue, type LocalQueueOptions } from './queue/local-queue.ts';
export { openRunStore, type StoreMode } from './store/run-store.ts';
export { memoryStore } from './testing/memory-store.ts';

// The loop and what it stands on, for a program that makes a whole plan of its own, and for evaluators.
export { evolve } from './engine/evolve.ts';
export { replay, type Replayed } from './engine/replay.ts';
export type * from './engine/run-plan.ts';
export type { SpendingLimits } from './engine/spending.ts';
export type { Sleep } from './models/pause.ts';
export type { RetryOptions } from './models/with-retry.ts';
export { createMeasure, type Measure, type MeasureOptions } from './engine/measure.ts';
export { evaluate, type EvaluateContext } from './scoring/evaluate.ts';
export {
  bundleSimulation,
  withPlacesOf,
  type SimulationBundle,
} from './sandbox/bundle-simulation.ts';
export { createSandbox, type SandboxOptions } from './sandbox/sandbox.ts';
export { DEFAULT_WORK } from './core/default-work.ts';
export { gateSource, type GateLimits } from './syntax/gate.ts';
export { normalHash } from './syntax/normal-form.ts';
