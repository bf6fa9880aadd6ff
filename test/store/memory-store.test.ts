import { describeStore } from '../../src/testing/store-contract.ts';
import { memoryStore } from '../../src/testing/memory-store.ts';

describeStore('the store in memory', memoryStore);
