/** Contract suites, fakes and fixtures for plug-in authors; needs vitest. */
export { describeArchive } from './describe-archive.ts';
export { describeProposer } from './describe-proposer.ts';
export { describeSearch } from './describe-search.ts';
export type { ProposerWorld } from './proposer-laws.ts';
export { runSearch, type Evolution, type EvolutionOptions } from './evolution.ts';
export { individual, program, scored } from './fixtures.ts';
export { memoryStore } from './memory-store.ts';
export { describeLanguageModel } from './model-contract.ts';
export type { CreateModel, ModelRequirements, ModelUnderTest } from './model-laws.ts';
export { describeProblem, type ProblemContract } from './problem-contract.ts';
export { everyRunEvent, programAdded, readAll, runStarted } from './run-events.ts';
export {
  ladder,
  scriptedModel,
  type LadderStep,
  type Script,
  type ScriptedModelOptions,
  type ScriptedReply,
} from './scripted-model.ts';
export { describeStore } from './store-contract.ts';
