export { memoryStore } from './memory-store.ts';
export { everyRunEvent, programAdded, readAll, runStarted } from './run-events.ts';
export { describeStore } from './store-contract.ts';
