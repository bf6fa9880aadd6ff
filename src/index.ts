export type * from './core/contracts.ts';
export { defineProblem } from './core/define-problem.ts';
export * from './core/errors.ts';
export type * from './core/program.ts';
export { createRng, type Rng } from './core/rng.ts';
