export { createRng, type Rng } from '../core/rng.ts';
export * from './port.ts';
