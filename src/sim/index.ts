export { createRng, type Rng } from '../core/rng.ts';
export * from './port.ts';
export { leastAssignment } from './assignment.ts';
export { countEvent } from './event-meter.ts';
export { PolicyFailure } from './membrane-checks.ts';
export { createNativePolicy } from './native-policy.ts';
export { serveSimulation, type SimulationModule } from './serve-simulation.ts';
