/** A way to nest calls: `go(n)` nests them in proportion to `n`, and `go(last)` is the last that may. */
export type NestedCallRow = readonly [way: string, text: string, last: number];

/** Ways that the text of a policy shows. */
const DIRECT: readonly NestedCallRow[] = [
  ['a function that calls itself', 'function go(n) { return n > 0 ? go(n - 1) + 1 : 0 }', 9999],
  ['an arrow function', 'const go = (n) => n > 0 ? go(n - 1) + 1 : 0;', 9999],
  [
    'an arrow function that answers an object',
    'const go = (n) => ({ a: n > 0 ? go(n - 1) : 0 });',
    9999,
  ],
  [
    'two functions in turns',
    'function go(n) { return n > 0 ? odd(n - 1) : 0 } function odd(n) { return n > 0 ? go(n - 1) : 1 }',
    9999,
  ],
  [
    'a large function',
    `function go(n) { ${'if (n < 0) { n = n * 2 + 1 }'.repeat(40)} return n > 0 ? go(n - 1) : 0 }`,
    1999,
  ],
  [
    'nested loops over iterators',
    `function go(n) { ${'for (const a of [n]) { '.repeat(8)} if (n > 0) go(n - 1); ${'}'.repeat(8)} }`,
    9999,
  ],
  [
    'a method',
    'const o = { go(n) { return n > 0 ? this.go(n - 1) : 0 } }; const go = (n) => o.go(n);',
    9999,
  ],
  [
    'a method of a class',
    'class A { go(n) { return n > 0 ? this.go(n - 1) : 0 } } const go = (n) => new A().go(n);',
    9999,
  ],
  [
    'a private method',
    'class A { #go(n) { return n > 0 ? this.#go(n - 1) : 0 } go(n) { return this.#go(n) } } const go = (n) => new A().go(n);',
    9999,
  ],
  [
    'constructors',
    'class A { constructor(n) { if (n > 0) new A(n - 1) } } const go = (n) => new A(n);',
    9999,
  ],
  [
    'fields',
    'let left = 0; class A { next_ = left-- > 0 ? new A() : 0 } const go = (n) => { left = n; new A() };',
    9999,
  ],
  [
    'constructors that nobody wrote',
    'class Base {} const derive = (B) => class extends B { x = 1 }; const go = (n) => { let C = Base; for (let i = 0; i < n; i++) C = derive(C); new C() };',
    10_000,
  ],
  [
    'a parent',
    'class A { constructor(n) { if (n > 0) new B(n - 1) } } class B extends A { constructor(n) { super(n) } } const go = (n) => new A(n);',
    4999,
  ],
  ['defaults of parameters', 'function go(n, x = n > 0 ? go(n - 1) : 0) { return x }', 9999],
  [
    'defaults in patterns',
    'function go(n, { x = n > 0 ? go(n - 1, {}) : 0 } = {}) { return x }',
    9999,
  ],
  ['calls that are caught', 'function go(n) { try { if (n > 0) go(n - 1) } catch {} }', 9999],
  [
    'calls that are caught at each level, and then more',
    'function go(n) { try { if (n > 0) go(n - 1) } catch { return 1 } finally { n = 0 } }',
    9999,
  ],
];

/** Ways through builtins. */
const THROUGH: readonly NestedCallRow[] = [
  ['map', 'function go(n) { return [n].map((x) => x > 0 ? go(x - 1) : 0) }', 4999],
  ['forEach by name', 'function go(n) { if (n > 0) [n - 1].forEach(go) }', 9999],
  ['reduce', 'function go(n) { return n > 0 ? [1, 2].reduce(() => go(n - 1)) : 0 }', 4999],
  ['sort', 'function go(n) { if (n > 0) [2, 1].sort(() => { go(n - 1); return 0 }) }', 4999],
  [
    'a sort of a typed array',
    'function go(n) { if (n > 0) Float64Array.of(2, 1).sort(() => { go(n - 1); return 0 }) }',
    4999,
  ],
  ['flatMap', 'function go(n) { return n > 0 ? [n].flatMap((x) => go(x - 1)) : [] }', 4999],
  ['Array.from', 'function go(n) { return n > 0 ? Array.from([n], (x) => go(x - 1)) : [] }', 4999],
  [
    'a replacer of texts',
    "function go(n) { return n > 0 ? 'a'.replace('a', () => go(n - 1)) : '' }",
    4999,
  ],
  [
    'a Map',
    'const m = new Map(); m.set("f", (n) => n > 0 ? m.get("f")(n - 1) : 0); const go = (n) => m.get("f")(n);',
    9999,
  ],
  [
    'Map.prototype.forEach',
    'function go(n) { if (n > 0) new Map([[n, n]]).forEach((x) => go(x - 1)) }',
    4999,
  ],
  [
    'a list of functions',
    'const fs = [(n) => n > 0 ? fs[1](n - 1) : 0, (n) => n > 0 ? fs[0](n - 1) : 0]; const go = (n) => fs[0](n);',
    9999,
  ],
  [
    'a function that is handed over',
    'const fix = (f) => (n) => f(f)(n); const inner = (f) => (n) => n > 0 ? f(f)(n - 1) : 0; const go = fix(inner);',
    9998,
  ],
  [
    'closures made in a loop',
    'const go = (n) => { let f = () => 0; for (let i = 0; i < n; i++) { const g = f; f = () => g() + 1 } f() };',
    10_000,
  ],
  ['call', 'function go(n) { return n > 0 ? go.call(null, n - 1) : 0 }', 9999],
  ['apply', 'function go(n) { return n > 0 ? go.apply(null, [n - 1]) : 0 }', 4999],
  ['bound functions', 'function go(n) { return n > 0 ? go.bind(null, n - 1)() : 0 }', 4999],
  [
    'bound builtins',
    'const go = (n) => { let x = 0; for (let i = 0; i < n; i++) x = { toString: String.bind(null, x) }; return `${x}` };',
    10_000,
  ],
  ['Reflect.apply', 'function go(n) { return n > 0 ? Reflect.apply(go, null, [n - 1]) : 0 }', 3332],
  [
    'Reflect.apply of itself',
    'const go = (n) => { let a = [Math.abs, null, [1]]; for (let i = 0; i < n; i++) a = [Reflect.apply, null, a]; Reflect.apply(...a) };',
    9995,
  ],
  [
    'Reflect.construct',
    'function A(n) { if (n > 0) Reflect.construct(A, [n - 1]) } const go = (n) => new A(n);',
    3331,
  ],
  ['spread arguments', 'function go(n, ...more) { if (n > 0) go(...[n - 1, ...more]) }', 9999],
  [
    'many spread arguments',
    'const many = new Array(1000).fill(1); function go(n) { if (n > 0) go(...[n - 1, ...many]) }',
    2499,
  ],
  [
    'an optional call with spread arguments',
    'const o = { go(n) { if (n > 0) o?.go?.(...[n - 1]).x?.y; return {} } }; const go = (n) => o.go(n);',
    9999,
  ],
];

/** Ways that the text does not show. */
const HIDDEN: readonly NestedCallRow[] = [
  [
    'getters',
    'let left = 0; const o = { get x() { return left-- > 0 ? o.x : 0 } }; const go = (n) => { left = n; return o.x };',
    4997,
  ],
  [
    'setters',
    'const o = { set x(n) { if (n > 0) o.x = n - 1 } }; const go = (n) => { o.x = n };',
    4997,
  ],
  [
    'toJSON',
    'const of = (n) => ({ toJSON: () => n > 0 ? JSON.stringify(of(n - 1)) .length : 0 }); const go = (n) => JSON.stringify(of(n));',
    4997,
  ],
  [
    'a replacer of JSON',
    'const go = (n) => JSON.stringify(n, (_, x) => x > 0 ? go(x - 1).length : 0);',
    4999,
  ],
  ['a reviver of JSON', "const go = (n) => n > 0 ? JSON.parse('1', () => go(n - 1)) : 0;", 3333],
  [
    'valueOf',
    'const of = (n) => ({ valueOf: () => n > 0 ? +of(n - 1) : 0 }); const go = (n) => +of(n);',
    4997,
  ],
  [
    'toString',
    'const of = (n) => ({ toString: () => n > 0 ? `${of(n - 1)}` : "" }); const go = (n) => `${of(n)}`;',
    4997,
  ],
  [
    'Symbol.toPrimitive',
    'const of = (n) => ({ [Symbol.toPrimitive]: () => n > 0 ? of(n - 1) * 1 : 0 }); const go = (n) => of(n) * 1;',
    4997,
  ],
  [
    'Symbol.iterator',
    'const of = (n) => ({ [Symbol.iterator]: () => n > 0 ? [...of(n - 1)].values() : [].values() }); const go = (n) => { const [a] = of(n); return a };',
    4997,
  ],
  [
    'Symbol.hasInstance',
    'const of = (n) => ({ [Symbol.hasInstance]: () => n > 0 && 1 instanceof of(n - 1) }); const go = (n) => 1 instanceof of(n);',
    4997,
  ],
  [
    'generators',
    'function* gen(n) { if (n > 0) for (const x of gen(n - 1)) { yield x; return } yield n } const go = (n) => [...gen(n)];',
    4997,
  ],
  [
    'delegating generators',
    'function* gen(n) { if (n > 0) yield* gen(n - 1) } const go = (n) => [...gen(n)];',
    4997,
  ],
  [
    'helpers of iterators',
    'const go = (n) => { let it = [1].values(); for (let i = 0; i < n; i++) it = it.map((x) => x); return it.next() };',
    10_000,
  ],
  [
    'other iterators',
    'const go = (n) => { let it = [1].values(); for (let i = 0; i < n; i++) { const inner = it; it = Iterator.from({ next: () => inner.next() }) } return it.next() };',
    2499,
  ],
  [
    'traps of proxies',
    'const of = (n) => new Proxy({}, { get: () => n > 0 ? of(n - 1).x : 0 }); const go = (n) => of(n).x;',
    4997,
  ],
  [
    'tagged templates',
    'function tag(texts, n) { return n > 0 ? tag`${n - 1}` : 0 } const go = (n) => tag`${n}`;',
    9999,
  ],
  [
    'names of errors',
    'const go = (n) => { let e = new Error("a"); for (let i = 0; i < n; i++) { const o = new Error("b"); o.name = e; e = o } return String(e) };',
    9999,
  ],
  [
    'this.constructor',
    'class A { constructor(n) { if (n > 0) new this.constructor(n - 1) } } const go = (n) => new A(n);',
    4997,
  ],
];

/** Data that builtins go down into. */
const DATA: readonly NestedCallRow[] = [
  [
    'deep JSON',
    'const go = (n) => { let a = []; for (let i = 0; i < n; i++) a = [a]; return JSON.stringify(a).length };',
    9999,
  ],
  [
    'deep objects',
    'const go = (n) => { let a = {}; for (let i = 0; i < n; i++) a = { a }; return JSON.stringify(a).length };',
    9999,
  ],
  [
    'deep arrays as text',
    'const go = (n) => { let a = []; for (let i = 0; i < n; i++) a = [a]; return `${a}` };',
    9999,
  ],
  [
    'flat',
    'const go = (n) => { let a = []; for (let i = 0; i < n; i++) a = [a]; return a.flat(Infinity) };',
    9999,
  ],
  [
    'a reviver of deep data',
    "const go = (n) => JSON.parse('['.repeat(n + 1) + ']'.repeat(n + 1), (_, x) => x);",
    9999,
  ],
  [
    'spread arguments of a builtin',
    'const go = (n) => Math.max(...new Float64Array(n * 256));',
    10_000,
  ],
  [
    'apply of a builtin',
    'const go = (n) => Math.max.apply(null, new Float64Array(n * 256));',
    9999,
  ],
];

/** All ways. */
export const NESTED_CALL_ROWS = [...DIRECT, ...THROUGH, ...HIDDEN, ...DATA];
