export type * from './core/contracts.ts';
export { defineProblem } from './core/define-problem.ts';
export * from './core/errors.ts';
export type * from './core/program.ts';
export { createRng, type Rng } from './core/rng.ts';
export { bundleSimulation, type SimulationBundle } from './sandbox/bundle-simulation.ts';
export { createSandbox, type SandboxOptions } from './sandbox/sandbox.ts';
export { gateSource } from './syntax/gate.ts';
