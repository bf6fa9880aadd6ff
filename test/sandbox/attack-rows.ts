/**
 * Hostile and faulty policies by row of the attack list (sections A to E, what applies to isolates).
 *
 * Each attack is an expression for a function of two arguments, a number and an object, in TypeScript
 * that the wrapper of each problem calls for every decision; or statements that run at load.
 */
export interface AttackRow {
  readonly id: string;
  readonly about: string;
  /** Function expression. */
  readonly attack: string;
  /** Statements before it, at the top of the module. */
  readonly load?: string;
  /**
   * What may come of it. `contained` rows may score, but no better than the problem's honest policy and
   * never above the bound; the others must be rejected for one of these reasons.
   */
  readonly outcome: readonly Outcome[];
}

export type Outcome =
  | 'syntax'
  | 'invalid'
  | 'crashed'
  | 'timed-out'
  | 'out-of-memory'
  | 'quarantined'
  | 'contained';

const STUCK: readonly Outcome[] = ['timed-out', 'crashed', 'out-of-memory'];
const THREW: readonly Outcome[] = ['crashed', 'invalid'];
const BAD: readonly Outcome[] = ['invalid', 'crashed'];
const HUNGRY: readonly Outcome[] = ['out-of-memory', 'crashed', 'timed-out', 'invalid'];

/** A. CPU and termination. */
const cpu: readonly AttackRow[] = [
  { id: 'A1', about: 'endless loop', attack: '() => { for (;;); }', outcome: STUCK },
  { id: 'A2', about: 'endless loop at load', load: 'for (;;);', attack: '() => 1', outcome: STUCK },
  {
    id: 'A3',
    about: 'loop in catch and finally',
    attack: '() => { for (;;) { try { for (;;); } catch {} finally { for (;;); } } }',
    outcome: STUCK,
  },
  {
    id: 'A4',
    about: 'finally cancels the return',
    attack: '() => { l: while (true) { try { return 1; } finally { continue l; } } }',
    outcome: STUCK,
  },
  { id: 'A5', about: 'promise', attack: '() => new Promise(() => {})', outcome: BAD },
  { id: 'A6', about: 'async policy', attack: 'async () => 1', outcome: BAD },
  {
    id: 'A7',
    about: 'microtask flood',
    attack: '() => { const f = () => { Promise.resolve().then(f); }; f(); return 1; }',
    outcome: [...STUCK, 'invalid', 'contained'],
  },
  {
    id: 'A9',
    about: 'detached async loop',
    load: '(async () => { for (;;) await null; })();',
    attack: '() => 1',
    outcome: [...STUCK, 'invalid', 'contained'],
  },
  {
    id: 'A10',
    about: 'recursion',
    attack: '() => { const f = () => f(); return f(); }',
    outcome: THREW,
  },
  {
    id: 'A11',
    about: 'recursion caught for ever',
    attack: '() => { const f = () => { try { f(); } catch { f(); } }; f(); }',
    outcome: [...STUCK, ...THREW],
  },
  {
    id: 'A12',
    about: 'native loop indexOf',
    attack: '() => Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)',
    outcome: STUCK,
  },
  {
    id: 'A13',
    about: 'native loop reverse',
    attack: '() => { const a = []; a[4294967293] = 1; a.reverse(); }',
    outcome: STUCK,
  },
  {
    id: 'A15',
    about: 'BigInt multiply',
    attack: '() => { let b = 2n; for (;;) b *= b; }',
    outcome: [...STUCK, ...THREW],
  },
  {
    id: 'A16',
    about: 'BigInt power',
    attack: '() => String(3n ** (10n ** 7n)).length',
    outcome: [...STUCK, ...BAD],
  },
  {
    id: 'A17',
    about: 'regex backtracking',
    attack: "() => /^(a+)+$/.test('a'.repeat(40) + '!')",
    outcome: STUCK,
  },
  {
    id: 'A18',
    about: 'regex compile bomb',
    attack: "() => new RegExp('(?:a{1000}){1000}b').test('a')",
    outcome: [...STUCK, ...BAD],
  },
  {
    id: 'A21',
    about: 'huge apply',
    attack: '() => Math.max.apply(null, new Array(1e8).fill(1))',
    outcome: [...HUNGRY],
  },
  {
    id: 'A23',
    about: 'parser nesting bomb',
    attack: "() => eval('('.repeat(1e6) + '1' + ')'.repeat(1e6))",
    outcome: THREW,
  },
  {
    id: 'A24',
    about: 'WebAssembly',
    attack:
      '() => new WebAssembly.Instance(new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]))) && 1',
    outcome: THREW,
  },
  {
    id: 'A25',
    about: 'Atomics.wait',
    attack: '() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0) && 1',
    outcome: THREW,
  },
  {
    id: 'A28',
    about: 'JSON deep parse',
    attack: "() => JSON.parse('['.repeat(5e6) + ']'.repeat(5e6))",
    outcome: [...HUNGRY],
  },
];

/** B. Memory. */
const memory: readonly AttackRow[] = [
  {
    id: 'B1',
    about: 'array growth',
    attack: '() => { const a = []; for (;;) a.push({ x: 1 }); }',
    outcome: HUNGRY,
  },
  {
    id: 'B2',
    about: 'array growth with catch',
    attack:
      '() => { const a = []; for (;;) { try { for (;;) a.push(new Array(1000).fill(1)); } catch {} } }',
    outcome: HUNGRY,
  },
  {
    id: 'B3',
    about: 'string doubling',
    attack: "() => { let s = 'x'; for (;;) s += s; }",
    outcome: HUNGRY,
  },
  {
    id: 'B5',
    about: 'split of a huge string',
    attack: "() => 'x'.repeat(2 ** 28).split('').length",
    outcome: HUNGRY,
  },
  {
    id: 'B6',
    about: 'huge filled array',
    attack: '() => new Array(1e9).fill(0).length',
    outcome: HUNGRY,
  },
  {
    id: 'B8',
    about: 'touched buffers',
    attack: '() => { const a = []; for (;;) a.push(new Uint8Array(1 << 20).fill(1)); }',
    outcome: HUNGRY,
  },
  {
    id: 'B10',
    about: 'resizable buffer',
    attack:
      '() => { const b: any = new (ArrayBuffer as any)(1, { maxByteLength: 2 ** 32 }); b.resize(2 ** 30); new Uint8Array(b).fill(1); return "grown"; }',
    outcome: HUNGRY,
  },
  {
    id: 'B12',
    about: 'WebAssembly memory',
    attack:
      '() => { const a = []; for (;;) a.push(new Uint8Array(new WebAssembly.Memory({ initial: 1024 }).buffer).fill(1)); }',
    outcome: HUNGRY,
  },
  {
    id: 'B14',
    about: 'map growth',
    attack: '() => { const m = new Map(); for (let i = 0; ; i++) m.set(i, i); }',
    outcome: HUNGRY,
  },
  {
    id: 'B17',
    about: 'huge thrown string',
    attack: "() => { throw 'x'.repeat(5e8); }",
    outcome: HUNGRY,
  },
  {
    id: 'B18',
    about: 'keeps every observation',
    load: 'const kept: unknown[] = [];',
    attack: '(a, b) => { kept.push([a, b]); return 1; }',
    outcome: ['contained', 'invalid', ...HUNGRY],
  },
];

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
    outcome: BAD,
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
    outcome: ['contained', ...THREW],
  },
  {
    id: 'C5',
    about: 'pollute its own realm',
    attack: '() => { (Object.prototype as any).x = 1; Array.prototype.push = () => 0; return 1; }',
    outcome: ['contained', ...THREW],
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
    outcome: BAD,
  },
  {
    id: 'C14',
    about: 'write into the observation',
    attack:
      '(a, b) => { for (const k of Object.keys(b as object)) { try { (b as any)[k] = -1e9; } catch {} } return 1; }',
    outcome: ['contained', ...BAD],
  },
  {
    id: 'C15',
    about: 'static import',
    load: "import fs from 'fs';",
    attack: '() => fs',
    outcome: ['syntax', 'invalid'],
  },
  {
    id: 'C15b',
    about: 'dynamic import',
    attack: "() => { import('fs'); return 1; }",
    outcome: ['syntax', 'invalid', 'crashed'],
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
    outcome: ['crashed'],
  },
  {
    id: 'C23',
    about: 'leave a message on the global object for the next case',
    attack: '(a) => { const g = globalThis as any; g.count = (g.count ?? 0) + 1; return g.count; }',
    outcome: ['contained', ...THREW],
  },
];

/** D. Results and exceptions. */
const results: readonly AttackRow[] = [
  ...[
    ['D1', 'NaN'],
    ['D2', 'Infinity'],
    ['D4', '10n'],
    ['D5', 'Symbol("x")'],
    ['D6', "'1e9'"],
    ['D7', 'undefined'],
  ].map(([id = '', value = '']): AttackRow => {
    return { id, about: `answers ${value}`, attack: `() => ${value}`, outcome: BAD };
  }),
  { id: 'D3', about: 'answers -0', attack: '() => -0', outcome: ['contained', ...BAD] },
  {
    id: 'D9',
    about: 'proxy with a looping trap',
    attack: '() => new Proxy({}, { get() { for (;;); } })',
    outcome: [...BAD, 'timed-out'],
  },
  {
    id: 'D9b',
    about: 'object with a looping conversion',
    attack: '() => ({ valueOf() { for (;;); }, toString() { for (;;); } })',
    outcome: [...BAD, 'timed-out'],
  },
  {
    id: 'D11',
    about: 'throws a proxy at load',
    load: 'throw new Proxy({}, { getPrototypeOf() { for (;;); }, get() { for (;;); } });',
    attack: '() => 1',
    outcome: [...BAD, 'timed-out'],
  },
  {
    id: 'D12',
    about: 'error with looping getters',
    attack:
      "() => { const e = new Error(); for (const k of ['message', 'stack', 'name']) Object.defineProperty(e, k, { get() { for (;;); } }); throw e; }",
    outcome: [...BAD, 'timed-out'],
  },
  {
    id: 'D12b',
    about: 'error with looping getters at load',
    load: "const e = new Error(); Object.defineProperty(e, 'message', { get() { for (;;); } }); throw e;",
    attack: '() => 1',
    outcome: [...BAD, 'timed-out'],
  },
  { id: 'D14', about: 'throws null', attack: '() => { throw null; }', outcome: THREW },
  { id: 'D14b', about: 'throws a symbol', attack: "() => { throw Symbol('x'); }", outcome: THREW },
  {
    id: 'D15',
    about: 'unhandled rejection',
    load: "Promise.reject(new Error('boo'));",
    attack: '() => 1',
    outcome: ['contained', ...THREW],
  },
  { id: 'D16', about: 'out of range', attack: '() => 1e9', outcome: ['contained', ...BAD] },
  { id: 'D16b', about: 'fraction', attack: '() => 0.5', outcome: ['contained', ...BAD] },
];

/** E. Cheating, leaks, non-determinism. */
const cheating: readonly AttackRow[] = [
  {
    id: 'E1',
    about: 'state across cases',
    load: 'let calls = 0;',
    attack: '() => (calls++ % 2 === 0 ? 1 : 0)',
    outcome: ['contained', 'quarantined', ...BAD],
  },
  {
    id: 'E4',
    about: 'looks for a score to write',
    attack:
      "() => { for (const k of ['score', 'value', 'outcome', 'fitness', 'result']) { try { (globalThis as any)[k] = 1e9; } catch {} } return 1; }",
    outcome: ['contained', ...BAD],
  },
  {
    id: 'E5',
    about: 'uses a clock',
    attack:
      "() => { if (typeof Date !== 'undefined' && (Date.now() !== 0 || new Date().getTime() !== 0)) return 'ticks'; throw new Error('no clock'); }",
    outcome: ['crashed'],
  },
  {
    id: 'E6',
    about: 'unseeded randomness',
    attack: '() => Math.random()',
    outcome: ['contained', ...BAD],
  },
  {
    id: 'E10',
    about: 'catches the timeout',
    attack: '() => { try { for (;;); } catch (e) { return 1; } }',
    outcome: STUCK,
  },
  {
    id: 'E11',
    about: 'a long computation at load',
    load: 'let x = 0; for (let i = 0; i < 1e12; i++) x += i;',
    attack: '() => x',
    outcome: STUCK,
  },
];

/** Every row. */
export const attackRows: readonly AttackRow[] = [
  ...cpu,
  ...memory,
  ...escape,
  ...results,
  ...cheating,
];
