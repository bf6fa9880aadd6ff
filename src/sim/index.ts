export { createRng, type Rng } from '../core/rng.ts';
export * from '../membrane/port.ts';
export { definePort } from '../membrane/define-port.ts';
export { leastAssignment } from './assignment.ts';
export { codeSize, metricFeature } from './features.ts';
export { countEvent } from '../membrane/event-meter.ts';
export { PolicyFailure } from '../membrane/checks.ts';
export { createNativePolicy } from '../membrane/native-policy.ts';
export { serveSimulation, type SimulationModule } from '../membrane/serve-simulation.ts';
