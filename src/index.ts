export { createGridArchive, type GridArchive } from './archive/grid-archive.ts';
export { createParetoArchive } from './archive/pareto-archive.ts';
export { createTopArchive } from './archive/top-archive.ts';
export type * from './core/case.ts';
export type * from './core/sandbox.ts';
export type * from './core/evaluator.ts';
export type * from './core/problem.ts';
export type * from './core/search.ts';
export type * from './core/proposer.ts';
export { defineEvaluator, type EvaluatorKind } from './core/define-evaluator.ts';
export {
  defineArchive,
  defineModelProvider,
  defineProposer,
  defineSearch,
} from './core/define-kind.ts';
export { DEFAULT_WORK } from './core/default-work.ts';
export { defineProblem } from './core/define-problem.ts';
export * from './core/errors.ts';
export type * from './core/kinds.ts';
export type * from './core/model.ts';
export type * from './core/events.ts';
export type * from './core/program.ts';
export { createRng, type Rng } from './core/rng.ts';
export { evolve } from './engine/evolve.ts';
export { createMeasure, type Measure, type MeasureOptions } from './engine/measure.ts';
export { replay, type Replayed } from './engine/replay.ts';
export type * from './engine/run-plan.ts';
export { policiesIn, type KnownPolicies } from './policies/policies-in.ts';
export { readPolicy } from './policies/read-policy.ts';
export { createLocalQueue, type LocalQueueOptions } from './queue/local-queue.ts';
export {
  bundleSimulation,
  withPlacesOf,
  type SimulationBundle,
} from './sandbox/bundle-simulation.ts';
export { createSandbox, type SandboxOptions } from './sandbox/sandbox.ts';
export { createIslandSearch, type IslandSearchOptions } from './search/island-search.ts';
export { createPopulation, type Population } from './search/population.ts';
export type { ParentChoice } from './search/parent-choice.ts';
export { createBeamSearch, createBestOfNSearch, createTopSearch } from './search/pool-search.ts';
export { createRandomSearch, type RandomSearchOptions } from './search/random-search.ts';
export { openRunStore, type StoreMode } from './store/run-store.ts';
export { gateSource } from './syntax/gate.ts';
export { normalHash } from './syntax/normal-form.ts';
export { createProposerChoice, type ProposerChoiceOptions } from './search/proposer-choice.ts';
export { createGeneticProposer, type GeneticOptions } from './genetic/genetic.ts';
export {
  createRandomProgramProposer,
  type RandomProgramOptions,
} from './genetic/random-program.ts';
export { createTuneProposer, type TuneOptions } from './tune/tune.ts';
export { evaluate, type EvaluateContext } from './scoring/evaluate.ts';
