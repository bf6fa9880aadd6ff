/** Contract suites and fixtures for those who write their own archives and searches; needs vitest. */
export { describeArchive } from './describe-archive.ts';
export { describeSearch } from './describe-search.ts';
export { evolve, type Evolution, type EvolutionOptions } from './evolution.ts';
export { individual, program, scored } from './fixtures.ts';
