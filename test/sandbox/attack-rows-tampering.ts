import { CONTAINED, INVALID, SYNTAX, THREW, TIMED_OUT, type AttackRow } from './attack-row.ts';

/** C. Escape and tampering. */
const escape: readonly AttackRow[] = [
  {
    id: 'C1',
    about: 'constructor.constructor to the host',
    attack: "() => (() => {}).constructor('return process')().pid",
    outcome: THREW,
  },
  {
    id: 'C2',
    about: 'the same at load',
    load: "const seen = (() => {}).constructor('return typeof process + typeof require')();",
    attack: '() => seen',
    outcome: INVALID,
  },
  {
    id: 'C3',
    about: 'through an argument',
    attack:
      "(a, o) => { (o as any).constructor.constructor('return globalThis')().score = 1e9; return 'reached'; }",
    outcome: THREW,
  },
  {
    id: 'C4',
    about: 'pollute the prototypes of arguments',
    attack:
      '(a, o) => { (o as any).__proto__.x = 1; (o as any).__proto__.push = () => 0; return 1; }',
    outcome: THREW,
  },
  {
    id: 'C5',
    about: 'pollute its own realm',
    attack: '() => { (Object.prototype as any).x = 1; Array.prototype.push = () => 0; return 1; }',
    outcome: THREW,
  },
  {
    id: 'C8',
    about: 'call sites of the simulation',
    attack:
      "() => { (Error as any).prepareStackTrace = (_: unknown, s: any[]) => s.map((f) => f.getFunction()); const s = new Error().stack as any; throw new Error(String(Array.isArray(s) && s.some((f: unknown) => typeof f === 'function' && String(f).includes('simulat')))); }",
    outcome: THREW,
  },
  {
    id: 'C10',
    about: 'this of a sloppy function',
    attack: '(function (this: any) { return this.SECRET; })',
    outcome: THREW,
  },
  {
    id: 'C14',
    about: 'write into the observation',
    attack:
      '(a, b) => { for (const k of Object.keys(b as object)) { try { (b as any)[k] = -1e9; } catch {} } return 1; }',
    outcome: CONTAINED,
    acts: 1,
  },
  {
    id: 'C15',
    about: 'static import',
    load: "import fs from 'fs';",
    attack: '() => fs',
    outcome: SYNTAX,
  },
  {
    id: 'C15b',
    about: 'dynamic import',
    attack: "() => { import('fs'); return 1; }",
    outcome: SYNTAX,
  },
  {
    id: 'C17',
    about: 'reach objects of the sandbox',
    attack:
      "() => { for (const k of Object.getOwnPropertyNames(globalThis)) { const v = (globalThis as any)[k]; if (v && (v.Reference || v.applySync || v.copyInto)) return 1; } throw new Error('none'); }",
    outcome: THREW,
  },
  {
    id: 'C22',
    about: 'hunt for globals',
    attack:
      "() => { const found = ['process', 'require', 'fetch', 'setTimeout', 'performance', 'structuredClone', 'queueMicrotask', 'console', 'Intl', 'SharedArrayBuffer', 'WeakRef', 'FinalizationRegistry'].filter((k) => k in globalThis); if (found.length > 0) return found.join(); throw new Error('none found'); }",
    outcome: THREW,
  },
  {
    id: 'C23',
    about: 'leave a message on the global object for the next case',
    attack: '(a) => { const g = globalThis as any; g.count = (g.count ?? 0) + 1; return g.count; }',
    outcome: THREW,
  },
];

/** D. Results and exceptions. */
const results: readonly AttackRow[] = [
  { id: 'D1', about: 'answers NaN', attack: '() => NaN', outcome: INVALID },
  { id: 'D2', about: 'answers Infinity', attack: '() => Infinity', outcome: INVALID },
  // The policy itself fails to write these two into the array of scores.
  { id: 'D4', about: 'answers 10n', attack: '() => 10n', outcome: SYNTAX },
  {
    id: 'D5',
    about: 'answers Symbol',
    attack: `() => Symbol('x')`,
    outcome: INVALID,
    inPacking: THREW,
  },
  // Writing a string into an array of numbers makes a number of it: a constant score like any other.
  {
    id: 'D6',
    about: 'answers a text',
    attack: `() => '1e9'`,
    outcome: INVALID,
    inPacking: CONTAINED,
    acts: 1,
  },
  { id: 'D7', about: 'answers undefined', attack: '() => undefined', outcome: INVALID },
  { id: 'D3', about: 'answers -0', attack: '() => -0', outcome: CONTAINED, acts: 0 },
  {
    id: 'D9',
    about: 'proxy with a looping trap',
    attack: '() => new Proxy({}, { get() { for (;;); } })',
    outcome: INVALID,
    inPacking: TIMED_OUT,
  },
  {
    id: 'D9b',
    about: 'object with a looping conversion',
    attack: '() => ({ valueOf() { for (;;); }, toString() { for (;;); } })',
    outcome: INVALID,
    inPacking: TIMED_OUT,
  },
  {
    id: 'D11',
    about: 'throws a proxy at load',
    load: 'throw new Proxy({}, { getPrototypeOf() { for (;;); }, get() { for (;;); } });',
    attack: '() => 1',
    outcome: TIMED_OUT,
  },
  {
    id: 'D12',
    about: 'error with looping getters',
    attack:
      "() => { const e = new Error(); for (const k of ['message', 'stack', 'name']) Object.defineProperty(e, k, { get() { for (;;); } }); throw e; }",
    outcome: THREW,
  },
  {
    id: 'D12b',
    about: 'error with looping getters at load',
    load: "const e = new Error(); Object.defineProperty(e, 'message', { get() { for (;;); } }); throw e;",
    attack: '() => 1',
    outcome: INVALID,
  },
  { id: 'D14', about: 'throws null', attack: '() => { throw null; }', outcome: THREW },
  { id: 'D14b', about: 'throws a symbol', attack: "() => { throw Symbol('x'); }", outcome: THREW },
  {
    id: 'D15',
    about: 'unhandled rejection',
    load: "Promise.reject(new Error('boo'));",
    attack: '() => 1',
    outcome: ['crashed', 'invalid', 'contained'],
    acts: 1,
  },
  {
    id: 'D16',
    about: 'out of range',
    attack: '() => 1e9',
    outcome: INVALID,
    inPacking: CONTAINED,
    acts: 1,
  },
  {
    id: 'D16b',
    about: 'fraction',
    attack: '() => 0.5',
    outcome: INVALID,
    inPacking: CONTAINED,
    acts: 1,
  },
];

/** E. Cheating, leaks, non-determinism. */
const cheating: readonly AttackRow[] = [
  {
    id: 'E1',
    about: 'state across cases',
    load: 'let calls = 0;',
    attack: '() => (calls++ % 2 === 0 ? 1 : 0)',
    outcome: CONTAINED,
  },
  {
    id: 'E4',
    about: 'looks for a score to write',
    attack:
      "() => { for (const k of ['score', 'value', 'outcome', 'fitness', 'result']) { try { (globalThis as any)[k] = 1e9; } catch {} } return 1; }",
    outcome: CONTAINED,
    acts: 1,
  },
  {
    id: 'E5',
    about: 'uses a clock',
    attack:
      "() => { if (typeof Date !== 'undefined' && (Date.now() !== 0 || new Date().getTime() !== 0)) return 'ticks'; throw new Error('no clock'); }",
    outcome: THREW,
  },
  {
    // Was the number itself, which is a bad answer before it is a random one. The harness measures every
    // contained row twice and wants the same bits.
    id: 'E6',
    about: 'unseeded randomness',
    attack: `() => (Math.random() < 0.5 ? 1 : 0)`,
    outcome: CONTAINED,
  },
  {
    id: 'E10',
    about: 'catches the timeout',
    attack: '() => { try { for (;;); } catch (e) { return 1; } }',
    outcome: TIMED_OUT,
  },
  {
    id: 'E11',
    about: 'a long computation at load',
    load: 'let x = 0; for (let i = 0; i < 1e12; i++) x += i;',
    attack: '() => x',
    outcome: TIMED_OUT,
  },
];

/** Sections C to E: escapes and tampering, results and exceptions, cheating. */
export const tamperingRows: readonly AttackRow[] = [...escape, ...results, ...cheating];
