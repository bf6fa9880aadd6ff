/** A way to nest calls: `go(n)` nests them in proportion to `n`. */
export type NestedCallRow = readonly [way: string, text: string];

/** Ways that the text of a policy shows. */
const DIRECT: readonly NestedCallRow[] = [
  ['a function that calls itself', 'function go(n) { return n > 0 ? go(n - 1) + 1 : 0 }'],
  ['an arrow function', 'const go = (n) => n > 0 ? go(n - 1) + 1 : 0;'],
  ['an arrow function that answers an object', 'const go = (n) => ({ a: n > 0 ? go(n - 1) : 0 });'],
  [
    'two functions in turns',
    'function go(n) { return n > 0 ? odd(n - 1) : 0 } function odd(n) { return n > 0 ? go(n - 1) : 1 }',
  ],
  [
    'a large function',
    `function go(n) { ${'if (n < 0) { n = n * 2 + 1 }'.repeat(40)} return n > 0 ? go(n - 1) : 0 }`,
  ],
  [
    'nested loops over iterators',
    `function go(n) { ${'for (const a of [n]) { '.repeat(50)} if (n > 0) go(n - 1); ${'}'.repeat(50)} }`,
  ],
  [
    'a method',
    'const o = { go(n) { return n > 0 ? this.go(n - 1) : 0 } }; const go = (n) => o.go(n);',
  ],
  [
    'a method of a class',
    'class A { go(n) { return n > 0 ? this.go(n - 1) : 0 } } const go = (n) => new A().go(n);',
  ],
  [
    'a private method',
    'class A { #go(n) { return n > 0 ? this.#go(n - 1) : 0 } go(n) { return this.#go(n) } } const go = (n) => new A().go(n);',
  ],
  [
    'constructors',
    'class A { constructor(n) { if (n > 0) new A(n - 1) } } const go = (n) => new A(n);',
  ],
  [
    'fields',
    'let left = 0; class A { next_ = left-- > 0 ? new A() : 0 } const go = (n) => { left = n; new A() };',
  ],
  [
    'constructors that nobody wrote',
    'class Base {} const derive = (B) => class extends B { x = 1 }; const go = (n) => { let C = Base; for (let i = 0; i < n; i++) C = derive(C); new C() };',
  ],
  [
    'a parent',
    'class A { constructor(n) { if (n > 0) new B(n - 1) } } class B extends A { constructor(n) { super(n) } } const go = (n) => new A(n);',
  ],
  ['defaults of parameters', 'function go(n, x = n > 0 ? go(n - 1) : 0) { return x }'],
  ['defaults in patterns', 'function go(n, { x = n > 0 ? go(n - 1, {}) : 0 } = {}) { return x }'],
  ['calls that are caught', 'function go(n) { try { if (n > 0) go(n - 1) } catch {} }'],
  [
    'calls that are caught at each level, and then more',
    'function go(n) { try { if (n > 0) go(n - 1) } catch { return 1 } finally { n = 0 } }',
  ],
];

/** Ways through builtins. */
const THROUGH: readonly NestedCallRow[] = [
  ['map', 'function go(n) { return [n].map((x) => x > 0 ? go(x - 1) : 0) }'],
  ['forEach by name', 'function go(n) { if (n > 0) [n - 1].forEach(go) }'],
  ['reduce', 'function go(n) { return n > 0 ? [1, 2].reduce(() => go(n - 1)) : 0 }'],
  ['sort', 'function go(n) { if (n > 0) [2, 1].sort(() => { go(n - 1); return 0 }) }'],
  [
    'a sort of a typed array',
    'function go(n) { if (n > 0) Float64Array.of(2, 1).sort(() => { go(n - 1); return 0 }) }',
  ],
  ['flatMap', 'function go(n) { return n > 0 ? [n].flatMap((x) => go(x - 1)) : [] }'],
  ['Array.from', 'function go(n) { return n > 0 ? Array.from([n], (x) => go(x - 1)) : [] }'],
  [
    'a replacer of texts',
    "function go(n) { return n > 0 ? 'a'.replace('a', () => go(n - 1)) : '' }",
  ],
  [
    'a Map',
    'const m = new Map(); m.set("f", (n) => n > 0 ? m.get("f")(n - 1) : 0); const go = (n) => m.get("f")(n);',
  ],
  [
    'Map.prototype.forEach',
    'function go(n) { if (n > 0) new Map([[n, n]]).forEach((x) => go(x - 1)) }',
  ],
  [
    'a list of functions',
    'const fs = [(n) => n > 0 ? fs[1](n - 1) : 0, (n) => n > 0 ? fs[0](n - 1) : 0]; const go = (n) => fs[0](n);',
  ],
  [
    'a function that is handed over',
    'const fix = (f) => (n) => f(f)(n); const inner = (f) => (n) => n > 0 ? f(f)(n - 1) : 0; const go = fix(inner);',
  ],
  [
    'closures made in a loop',
    'const go = (n) => { let f = () => 0; for (let i = 0; i < n; i++) { const g = f; f = () => g() + 1 } f() };',
  ],
  ['call', 'function go(n) { return n > 0 ? go.call(null, n - 1) : 0 }'],
  ['apply', 'function go(n) { return n > 0 ? go.apply(null, [n - 1]) : 0 }'],
  ['bound functions', 'function go(n) { return n > 0 ? go.bind(null, n - 1)() : 0 }'],
  [
    'bound builtins',
    'const go = (n) => { let x = 0; for (let i = 0; i < n; i++) x = { toString: String.bind(null, x) }; return `${x}` };',
  ],
  ['Reflect.apply', 'function go(n) { return n > 0 ? Reflect.apply(go, null, [n - 1]) : 0 }'],
  [
    'Reflect.apply of itself',
    'const go = (n) => { let a = [Math.abs, null, [1]]; for (let i = 0; i < n; i++) a = [Reflect.apply, null, a]; Reflect.apply(...a) };',
  ],
  [
    'Reflect.construct',
    'function A(n) { if (n > 0) Reflect.construct(A, [n - 1]) } const go = (n) => new A(n);',
  ],
  ['spread arguments', 'function go(n, ...more) { if (n > 0) go(...[n - 1, ...more]) }'],
  [
    'many spread arguments',
    'const many = new Array(1000).fill(1); function go(n) { if (n > 0) go(...[n - 1, ...many]) }',
  ],
  [
    'an optional call with spread arguments',
    'const o = { go(n) { if (n > 0) o?.go?.(...[n - 1]).x?.y; return {} } }; const go = (n) => o.go(n);',
  ],
];

/** Ways that the text does not show. */
const HIDDEN: readonly NestedCallRow[] = [
  [
    'getters',
    'let left = 0; const o = { get x() { return left-- > 0 ? o.x : 0 } }; const go = (n) => { left = n; return o.x };',
  ],
  ['setters', 'const o = { set x(n) { if (n > 0) o.x = n - 1 } }; const go = (n) => { o.x = n };'],
  [
    'toJSON',
    'const of = (n) => ({ toJSON: () => n > 0 ? JSON.stringify(of(n - 1)) .length : 0 }); const go = (n) => JSON.stringify(of(n));',
  ],
  ['a replacer of JSON', 'const go = (n) => JSON.stringify(n, (_, x) => x > 0 ? go(x - 1) : 0);'],
  ['a reviver of JSON', "const go = (n) => n > 0 ? JSON.parse('1', () => go(n - 1)) : 0;"],
  [
    'valueOf',
    'const of = (n) => ({ valueOf: () => n > 0 ? +of(n - 1) : 0 }); const go = (n) => +of(n);',
  ],
  [
    'toString',
    'const of = (n) => ({ toString: () => n > 0 ? `${of(n - 1)}` : "" }); const go = (n) => `${of(n)}`;',
  ],
  [
    'Symbol.toPrimitive',
    'const of = (n) => ({ [Symbol.toPrimitive]: () => n > 0 ? of(n - 1) * 1 : 0 }); const go = (n) => of(n) * 1;',
  ],
  [
    'Symbol.iterator',
    'const of = (n) => ({ [Symbol.iterator]: () => n > 0 ? [...of(n - 1)].values() : [].values() }); const go = (n) => { const [a] = of(n); return a };',
  ],
  [
    'Symbol.hasInstance',
    'const of = (n) => ({ [Symbol.hasInstance]: () => n > 0 && 1 instanceof of(n - 1) }); const go = (n) => 1 instanceof of(n);',
  ],
  [
    'generators',
    'function* gen(n) { yield n; if (n > 0) for (const x of gen(n - 1)) yield x } const go = (n) => { for (const x of gen(n)) if (x === 0) break };',
  ],
  [
    'delegating generators',
    'function* gen(n) { if (n > 0) yield* gen(n - 1) } const go = (n) => [...gen(n)];',
  ],
  [
    'helpers of iterators',
    'const go = (n) => { let it = [1].values(); for (let i = 0; i < n; i++) it = it.map((x) => x); return it.next() };',
  ],
  [
    'other iterators',
    'const go = (n) => { let it = [1].values(); for (let i = 0; i < n; i++) { const inner = it; it = Iterator.from({ next: () => inner.next() }) } return it.next() };',
  ],
  [
    'traps of proxies',
    'const of = (n) => new Proxy({}, { get: () => n > 0 ? of(n - 1).x : 0 }); const go = (n) => of(n).x;',
  ],
  [
    'tagged templates',
    'function tag(texts, n) { return n > 0 ? tag`${n - 1}` : 0 } const go = (n) => tag`${n}`;',
  ],
  [
    'names of errors',
    'const go = (n) => { let e = new Error("a"); for (let i = 0; i < n; i++) { const o = new Error("b"); o.name = e; e = o } return String(e) };',
  ],
  [
    'this.constructor',
    'class A { constructor(n) { if (n > 0) new this.constructor(n - 1) } } const go = (n) => new A(n);',
  ],
];

/** Data that builtins go down into. */
const DATA: readonly NestedCallRow[] = [
  [
    'deep JSON',
    'const go = (n) => { let a = []; for (let i = 0; i < n; i++) a = [a]; return JSON.stringify(a).length };',
  ],
  [
    'deep objects',
    'const go = (n) => { let a = {}; for (let i = 0; i < n; i++) a = { a }; return JSON.stringify(a).length };',
  ],
  [
    'deep arrays as text',
    'const go = (n) => { let a = []; for (let i = 0; i < n; i++) a = [a]; return `${a}` };',
  ],
  [
    'flat',
    'const go = (n) => { let a = []; for (let i = 0; i < n; i++) a = [a]; return a.flat(Infinity) };',
  ],
  [
    'a reviver of deep data',
    "const go = (n) => JSON.parse('['.repeat(n) + ']'.repeat(n), (_, x) => x);",
  ],
  ['spread arguments of a builtin', 'const go = (n) => Math.max(...new Float64Array(n * 256));'],
  ['apply of a builtin', 'const go = (n) => Math.max.apply(null, new Float64Array(n * 256));'],
];

/** All ways. */
export const NESTED_CALL_ROWS = [...DIRECT, ...THROUGH, ...HIDDEN, ...DATA];
