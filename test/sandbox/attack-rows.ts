import { CONTAINED, HUNGRY, SYNTAX, THREW, TIMED_OUT, type AttackRow } from './attack-row.ts';
import { tamperingRows } from './attack-rows-tampering.ts';

/**
 * A. CPU and termination. A policy is synchronous: a promise or an asynchronous function may be refused
 * by name, by text, or when it is answered.
 */
const cpu: readonly AttackRow[] = [
  { id: 'A1', about: 'endless loop', attack: '() => { for (;;); }', outcome: TIMED_OUT },
  {
    id: 'A2',
    about: 'endless loop at load',
    load: 'for (;;);',
    attack: '() => 1',
    outcome: TIMED_OUT,
  },
  {
    id: 'A3',
    about: 'loop in catch and finally',
    attack: '() => { for (;;) { try { for (;;); } catch {} finally { for (;;); } } }',
    outcome: TIMED_OUT,
  },
  {
    id: 'A4',
    about: 'finally cancels the return',
    attack: '() => { l: while (true) { try { return 1; } finally { continue l; } } }',
    outcome: TIMED_OUT,
  },
  {
    id: 'A5',
    about: 'promise',
    attack: '() => new Promise(() => {})',
    outcome: ['invalid', 'crashed'],
  },
  { id: 'A6', about: 'async policy', attack: 'async () => 1', outcome: ['invalid', 'syntax'] },
  {
    id: 'A7',
    about: 'microtask flood',
    attack: '() => { const f = () => { Promise.resolve().then(f); }; f(); return 1; }',
    outcome: ['timed-out', 'crashed'],
  },
  {
    id: 'A9',
    about: 'detached async loop',
    load: '(async () => { for (;;) await null; })();',
    attack: '() => 1',
    outcome: ['timed-out', 'syntax'],
  },
  {
    id: 'A10',
    about: 'recursion',
    attack: '() => { const f = () => f(); return f(); }',
    outcome: TIMED_OUT,
  },
  {
    id: 'A11',
    about: 'recursion caught forever',
    attack: '() => { const f = () => { try { f(); } catch { f(); } }; f(); }',
    outcome: TIMED_OUT,
  },
  {
    id: 'A12',
    about: 'native loop indexOf',
    attack: '() => Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)',
    outcome: TIMED_OUT,
  },
  {
    id: 'A13',
    about: 'native loop reverse',
    attack: '() => { const a = []; a[4294967293] = 1; a.reverse(); }',
    outcome: TIMED_OUT,
  },
  {
    id: 'A15',
    about: 'BigInt multiply',
    attack: '() => { let b = 2n; for (;;) b *= b; }',
    outcome: SYNTAX,
  },
  {
    id: 'A16',
    about: 'BigInt power',
    attack: '() => String(3n ** (10n ** 7n)).length',
    outcome: SYNTAX,
  },
  {
    id: 'A17',
    about: 'regex backtracking',
    attack: "() => /^(a+)+$/.test('a'.repeat(40) + '!')",
    outcome: SYNTAX,
  },
  {
    id: 'A18',
    about: 'regex compile bomb',
    attack: "() => new RegExp('(?:a{1000}){1000}b').test('a')",
    outcome: THREW,
  },
  {
    id: 'A21',
    about: 'huge apply',
    attack: '() => Math.max.apply(null, new Array(1e8).fill(1))',
    outcome: HUNGRY,
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
    id: 'A31',
    about: 'slow but legal: charged, not killed',
    attack:
      '() => { let s = 0; for (let i = 0; i < 20_000; i += 1) s += i; return s > 0 ? 1 : 0; }',
    outcome: CONTAINED,
    acts: 1,
    minCpuSeconds: 0.01,
  },
  {
    id: 'A28',
    about: 'JSON deep parse',
    attack: "() => JSON.parse('['.repeat(5e6) + ']'.repeat(5e6))",
    outcome: HUNGRY,
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
    outcome: THREW,
  },
  {
    id: 'B12',
    about: 'WebAssembly memory',
    attack:
      '() => { const a = []; for (;;) a.push(new Uint8Array(new WebAssembly.Memory({ initial: 1024 }).buffer).fill(1)); }',
    outcome: THREW,
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
    outcome: CONTAINED,
    acts: 1,
  },
];

/** Every row of the attack list, sections A to E, that applies to isolates. */
export const attackRows: readonly AttackRow[] = [...cpu, ...memory, ...tamperingRows];
