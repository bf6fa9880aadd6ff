import { CONTAINED, HUNGRY, SYNTAX, THREW, TIMED_OUT, type AttackRow } from './attack-row.ts';
import { interfaceRows } from './design-attack-interfaces.ts';
import { textRows } from './design-attack-texts.ts';

/*
 * Attacks by someone who has read the design: a frozen realm, modules that run again for each case,
 * generated adapters, a recorded tape.
 */

/** Leaves a mark on an object and answers something bad where an earlier instance left one. */
const sharing = (
  ...[id, about, place, before = '']: readonly [
    id: string,
    about: string,
    place: string,
    before?: string,
  ]
): AttackRow => ({
  id,
  about: `shares state through ${about}`,
  load: `${before}
let marked = false;
try { const shared: any = ${place}; marked = shared.mark === 1; shared.mark = 1; } catch {}`,
  attack: `() => (marked ? 'another instance was here' : 1)`,
  outcome: CONTAINED,
  acts: 1,
});

/** Looks for an object that the module did not make and could change: what all instances share. */
const walk = (id: string, outcome: AttackRow['outcome'], roots: string): AttackRow => ({
  id,
  about: 'walks to all that instances share and looks whether it can be changed',
  load: `function disposed(): any {
  try { using a: any = { [Symbol.dispose]() { throw 1; } }; using b: any = { [Symbol.dispose]() { throw 2; } }; } catch (e) { return e; }
}
const own: any[] = [${roots}];
const seen = new Set<any>(own); let open = '';
if (seen.has(this) && this !== undefined) open = 'this of the module';
const walk: [any, string][] = [[globalThis, 'globalThis']];
own.forEach((root: any, at) => {
  if (root === undefined || root === null) return;
  // A fresh object has its own prototype object where it is a class or a generator.
  const up = Object.getPrototypeOf(root);
  walk.push([up.constructor?.prototype === up && String(up.constructor).startsWith('class') ? null : up, 'root ' + at]);
  for (const key of Reflect.ownKeys(root)) {
    const { get, set } = Object.getOwnPropertyDescriptor(root, key)!;
    walk.push([get, 'getter ' + String(key)], [set, 'setter ' + String(key)]);
  }
});
while (walk.length > 0) {
  const [next, path] = walk.pop()!;
  if ((typeof next !== 'object' && typeof next !== 'function') || next === null || seen.has(next)) continue;
  seen.add(next);
  if (!Object.isFrozen(next)) open ||= path;
  walk.push([Object.getPrototypeOf(next), path + '.__proto__']);
  for (const key of Reflect.ownKeys(next)) {
    const { value, get, set } = Object.getOwnPropertyDescriptor(next, key)!;
    for (const one of [value, get, set]) walk.push([one, path + '.' + String(key)]);
  }
}`,
  attack: `() => { if (open !== '') throw new Error(open + ' can be changed'); return seen.size > 450 ? 1 : 'too little was seen'; }`,
  outcome,
  acts: 1,
});

/** Channels that instances of a policy could use. */
const state: readonly AttackRow[] = [
  sharing('S1', 'this at the top of the module', 'this'),
  sharing('S2', 'the arguments of the module function', 'arguments[0]'),
  sharing('S3', 'the arguments object itself', 'arguments'),
  sharing(
    'S4',
    'the error that two failed disposals make',
    'found',
    `let found: any;
try {
  using a: any = { [Symbol.dispose]() { throw 1; } };
  using b: any = { [Symbol.dispose]() { throw 2; } };
} catch (error) { found = Object.getPrototypeOf(error); }`,
  ),
  sharing('S5', 'a template object, which belongs to its place', '((parts) => parts)`x`'),
  sharing('S6', 'a registered symbol', `Symbol.for('meet')`),
  sharing('S7', 'a prototype behind syntax', 'Object.getPrototypeOf(function* () {})'),
  sharing('S8', 'an iterator helper', 'Object.getPrototypeOf([].values().map((x) => x))'),
  sharing(
    'S9',
    'the getter of stack',
    `Object.getOwnPropertyDescriptor(new Error(), 'stack')!.get`,
  ),
  sharing(
    'S10',
    'the wrapped iterator',
    'Object.getPrototypeOf(Iterator.from({ next() {} } as any))',
  ),
  sharing('S11', 'the replaced Function', '(() => {}).constructor'),
  sharing(
    'S12',
    'an overridable method',
    `Object.getOwnPropertyDescriptor(Object.prototype, 'toString')!.set`,
  ),
  {
    id: 'S13',
    about: 'stamps a builtin with a private field',
    load: `class Stamp extends (function (o: any) { return o; } as any) {
  #mark = 1;
  static has(o: any) { return #mark in o; }
}
const marked = [Array.prototype, Math, Function].some((o) => Stamp.has(o));
for (const o of [Array.prototype, Math, Function]) { try { new (Stamp as any)(o); } catch {} }`,
    attack: `() => (marked ? 'another instance was here' : 1)`,
    outcome: CONTAINED,
    acts: 1,
  },
  {
    id: 'S14',
    about: 'keys a weak map by builtins',
    load: `const map = new WeakMap(); const marked = map.has(Object.prototype); map.set(Object.prototype, 1);`,
    attack: `() => (marked ? 'another instance was here' : 1)`,
    outcome: CONTAINED,
    acts: 1,
  },
  {
    id: 'S15',
    about: 'reads the last match of another instance',
    load: `const Hidden = (globalThis as any).RegExp ?? ("a" as any).matchAll?.("a")?.constructor; const last = [Hidden?.$1, Hidden?.input].filter((x) => x !== undefined);`,
    attack: `() => (last.length > 0 ? 'a match was kept' : 1)`,
    outcome: CONTAINED,
    acts: 1,
  },
  walk(
    'S16',
    CONTAINED,
    `Object.getPrototypeOf((function* () {}).prototype), function* () {}, new Error(), (() => { try { null.x; } catch (e) { return e; } })(),
  [].values(), [].values().map((x) => x), new Map().values(), new Set().values(), ''[Symbol.iterator](),
  Iterator.from({ next() {} }), [], {}, new (class {})(), this, disposed()`,
  ),
  // A design without asynchronous policies would refuse the text.
  walk(
    'S18',
    ['contained', 'syntax', 'invalid'],
    `Object.getPrototypeOf((async function* () {}).prototype), async () => 1, async function* () {}, (async () => 1)(), Promise.resolve()`,
  ),
  {
    id: 'S17',
    about: 'keeps memory in a waiting promise for the next case to miss',
    load: `let room = 1; try { new ArrayBuffer(40 << 20); } catch { room = 0; }
const pin = new ArrayBuffer(30 << 20); Promise.resolve().then(() => pin.byteLength);`,
    attack: `() => room`,
    outcome: ['contained', 'quarantined', 'invalid', ...HUNGRY],
    acts: 1,
  },
];

/** Leaves the simulation no memory, which must not look like a fault of the problem. */
const hoards: readonly AttackRow[] = ['let size = 1 << 20', 'let size = 1 << 12'].map(
  (start, index) => ({
    id: `M${index + 1}`,
    about: 'hoards buffers down to the last bytes',
    load: `const hoard: unknown[] = [];
for (${start}; size >= 64; size >>= 1) { try { for (;;) hoard.push(new ArrayBuffer(size)); } catch {} }`,
    attack: `() => { try { hoard.push(new ArrayBuffer(4096)); } catch {} return 1; }`,
    outcome: ['contained', 'invalid', ...HUNGRY],
    acts: 1,
  }),
);

/** Facts that a policy can learn about its callers. */
const probing: readonly AttackRow[] = [
  {
    id: 'P1',
    about: 'reads frames of the simulation in a stack',
    attack: `() => { try { Error.stackTraceLimit = 100; } catch {} const s = String(new Error('x').stack); return ['simul', 'adrs-entry', 'serve', 'membrane', 'evalmachine'].some((x) => s.includes(x)) ? s : 1; }`,
    outcome: CONTAINED,
    acts: 1,
  },
  {
    id: 'P2',
    about: 'asks for its callers',
    attack: `function asks() {
  for (const ask of [() => (asks as any).caller, () => (arguments as any).callee, () => (asks as any).arguments, () => (arguments as any).caller]) {
    try { if (ask()) return 'found one'; } catch {}
  }
  return 1;
}`,
    outcome: CONTAINED,
    acts: 1,
  },
  {
    id: 'P3',
    about: 'reads the source of all it can reach',
    load: `const sources: string[] = []; const seen = new Set<any>(); const walk: any[] = [globalThis, () => 1];
while (walk.length > 0) {
  const next = walk.pop();
  if ((typeof next !== 'object' && typeof next !== 'function') || next === null || seen.has(next)) continue;
  seen.add(next);
  if (typeof next === 'function') sources.push(Function.prototype.toString.call(next));
  walk.push(Object.getPrototypeOf(next));
  for (const key of Reflect.ownKeys(next)) { const p = Object.getOwnPropertyDescriptor(next, key)!; walk.push(p.value, p.get, p.set); }
}
const leaked = sources.some((text) => ['workload', 'spotRuns', 'bins', 'guard', 'adapt'].some((x) => String(text).includes(x)));`,
    attack: `() => (leaked ? 'sources of the simulation' : sources.length > 300 ? 1 : 'too little was seen')`,
    outcome: CONTAINED,
    acts: 1,
  },
  {
    id: 'P4',
    about: 'looks for a receiver',
    attack: `function (this: unknown) { return this === undefined ? 1 : 'a receiver'; }`,
    outcome: CONTAINED,
    acts: 1,
  },
  {
    id: 'P5',
    about: 'resumes after its case',
    load: `let later = false; (async () => { await null; await null; later = true; })(); Promise.resolve().then(() => { later = true; });`,
    attack: `() => (later ? 'resumed in the middle' : 1)`,
    outcome: ['contained', 'syntax', 'invalid'],
    acts: 1,
  },
  {
    id: 'P6',
    about: 'recurses to the edge of the stack and asks there',
    load: `let error: any; const f = () => { f(); }; try { f(); } catch (e) { error = e; }`,
    attack: `() => (error.constructor === RangeError && error instanceof Error ? 1 : 'an error of another realm')`,
    outcome: TIMED_OUT,
  },
  {
    id: 'P7',
    about: 'makes code with escaped names',
    attack: `() => (\\u0065val as any)('1')`,
    outcome: THREW,
  },
  {
    id: 'P8',
    about: 'changes what builtins build by species',
    attack: `() => { const a: any = [1]; Object.defineProperty(a, 'constructor', { value: { [Symbol.species]: function () { return globalThis; } } }); try { a.map((x: any) => x); } catch {} return 1; }`,
    outcome: CONTAINED,
    acts: 1,
  },
];

/** Promises and thrown things that the host could trip over. */
const rejections: readonly AttackRow[] = [
  ['R1', 'in a call', `Promise.reject(new Error('boo'))`],
  ['R2', 'with the words of a timeout', `Promise.reject(new Error('Script execution timed out.'))`],
  [
    'R3',
    'with the words of a full memory',
    `Promise.reject(new Error('Isolate was disposed during execution due to memory limit'))`,
  ],
  ['R4', 'with undefined', `Promise.reject()`],
  ['R5', 'with control characters', `Promise.reject('\\u001b[2J\\u202e' + 'x'.repeat(5000))`],
].map(([id = '', about = '', code = '']) => ({
  id,
  about: `unhandled rejection ${about}`,
  attack: `() => { ${code}; return 1; }`,
  // Nothing that is rejected later may pose as a verdict on memory or time, nor stop the run.
  outcome: ['crashed', 'invalid', 'contained'],
  acts: 1,
}));

const thrown: readonly AttackRow[] = [
  ...rejections,
  {
    id: 'R6',
    about: 'unhandled rejection with a looping proxy',
    attack: `() => { Promise.reject(new Proxy({}, { get() { for (;;); }, getPrototypeOf() { for (;;); }, getOwnPropertyDescriptor() { for (;;); } })); return 1; }`,
    outcome: ['timed-out', 'crashed', 'invalid', 'contained'],
    acts: 1,
  },
  {
    id: 'R7',
    about: 'unhandled rejection with a huge text',
    attack: `() => { Promise.reject('x'.repeat(5e8)); return 1; }`,
    outcome: ['contained', ...HUNGRY],
    acts: 1,
  },
  {
    id: 'R8',
    about: 'throws text with control characters and wide letters',
    attack: `() => { throw new Error('\\u001b]0;pwned\\u0007\\u202e' + '漢'.repeat(5000) + Math.random()); }`,
    outcome: THREW,
  },
  {
    id: 'R9',
    about: 'throws another wide text in every case',
    load: `const text = Array.from({ length: 150 }, () => String.fromCharCode(0x4e00 + Math.floor(Math.random() * 9000))).join('');`,
    attack: `() => { throw text; }`,
    outcome: THREW,
  },
  {
    id: 'R10',
    about: 'throws half a character',
    attack: `() => { throw 'a\\ud800'.repeat(90); }`,
    outcome: THREW,
  },
  {
    id: 'R11',
    about: 'throws a number that takes forever to print',
    attack: `() => { throw 3n ** (10n ** 7n); }`,
    outcome: SYNTAX,
  },
  {
    id: 'R12',
    about: 'throws a revoked proxy',
    attack: `() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); throw proxy; }`,
    outcome: THREW,
  },
  {
    id: 'R13',
    about: 'throws an error whose stack is a getter that throws',
    attack: `() => { const e = new Error('x'); Object.defineProperty(e, 'stack', { get() { throw e; } }); throw e; }`,
    outcome: THREW,
  },
  {
    id: 'R14',
    about: 'throws what looks like a failure of the simulation',
    attack: `() => { throw Object.assign(new Error('case x: the simulation is broken'), { name: 'PolicyFailure', memory: true, broken: 'x' }); }`,
    outcome: THREW,
  },
  {
    id: 'R16',
    about: 'unhandled rejection without a word of promises',
    attack: `() => { (Array as any).fromAsync?.({ length: 1, get 0() { throw new Error('boo'); } }); return 1; }`,
    outcome: ['crashed', 'invalid', 'contained'],
    acts: 1,
  },
  {
    id: 'R15',
    about: 'recurses while it is being described',
    attack: `() => { const p: any = new Proxy({}, { getOwnPropertyDescriptor() { throw p; }, getPrototypeOf: () => p }); throw p; }`,
    outcome: THREW,
  },
];

/** Every row. */
export const designRows: readonly AttackRow[] = [
  ...state,
  ...hoards,
  ...probing,
  ...thrown,
  ...textRows,
  ...interfaceRows,
];
