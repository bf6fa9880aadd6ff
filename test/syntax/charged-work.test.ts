import { expect, test } from 'vitest';
import { createRng, type Rng } from '../../src/core/rng.ts';
import { openMetered } from '../fixtures/metered-realm.ts';

/** A program that makes N increments is charged at least N of this many steps. */
const STEPS_AN_INCREMENT = 1;
const PROGRAMS = 100;

/** Ways to run a piece of code several times or once; `x` is an expression that counts. */
const WAYS: readonly ((x: string, k: number, id: string) => string)[] = [
  (x, k, id) => `for (let ${id} = 0; ${id} < ${k}; ${id}++) ${x};`,
  (x, k, id) => `{ let ${id} = ${k}; while (${id}-- > 0) { ${x} } }`,
  (x, k, id) => `{ let ${id} = ${k}; do ${x}; while (--${id} > 0) }`,
  (x, k, id) => `for (const ${id} of new Array(${k}).fill(0)) { ${x} }`,
  (x, k, id) => `for (const ${id} in new Array(${k}).fill(0)) { ${x} }`,
  (x, k, id) => `function ${id}(d) { if (d === 0) return; ${x}; ${id}(d - 1) } ${id}(${k});`,
  (x, k) => `new Array(${k}).fill(0).forEach(() => ${x});`,
  (x, k) => `new Float64Array(${k}).map((v) => (${x}, v));`,
  (x, k, id) => `function* ${id}(a, b, c, d = ${x}) {} new Uint8Array(${k}).forEach(${id});`,
  (x, k, id) =>
    `function* ${id}() { for (let i = 0; i < ${k}; i++) yield ${x} } for (const v of ${id}());`,
  (x, k, id) =>
    `function* ${id}() { for (let i = 0; i < ${k}; i++) { ${x}; yield } } [...${id}()];`,
  (x, k) => `Array.from({ length: ${k} }, (v, i = ${x}, w = ${x}) => w);`,
  (x, k, id) =>
    `const ${id} = { get a() { return ${x} } }; for (let i = 0; i < ${k}; i++) ${id}.a;`,
  (x, k, id) =>
    `class ${id} { f = ${x}; static { ${x} } } for (let i = 0; i < ${k}; i++) new ${id}();`,
  (x, k, id) =>
    `const ${id} = { toString: () => String(${x}) }; for (let i = 0; i < ${k}; i++) \`\${${id}}\`;`,
  (x, k, id) => `const ${id} = { valueOf: () => ${x} }; for (let i = 0; i < ${k}; i++) ${id} * 2;`,
  (x, k) => `JSON.stringify(new Array(${k}).fill(0), (key, v) => (${x}, v));`,
  (x, k) => `new Array(${k}).fill(0).sort(() => ${x} * 0);`,
  (x, k, id) =>
    `for (let ${id} = 0; ${id} < ${k}; ${id}++) { try { throw ${x} } catch { ${x} } finally { ${x} } }`,
  (x, k, id) =>
    `a${id}: for (let ${id} = 0; ${id} < ${k}; ${id}++) { switch (${id} % 3) { case 0: ${x}; case 1: ${x}; continue a${id}; default: ${x} } }`,
  (x, k, id) => `for (let ${id} = 0; ${id} < ${k}; ${id}++) ${id} % 2 ? ${x} : (${x}, ${x});`,
  (x, k, id) =>
    `for (let ${id} = 0; ${id} < ${k}; ${id}++) { const { [String(${x})]: a = ${x}, ...b } = { c: ${x} } }`,
  (x, k, id) =>
    `let t${id} = 0; const ${id} = { [Symbol.iterator]: () => ({ next: () => ({ done: (${x}, (t${id} += 1) > ${k}), value: 1 }) }) }; [...${id}];`,
  (x, k, id) => `for (let ${id} = 0; ${id} < ${k}; ${id}++) ((...a) => a.length)(...[${x}, ${x}]);`,
];

/** Statements that increment `n` an unknown number of times. */
function program(rng: Rng, depth: number, name: () => string): string {
  const statements = Array.from({ length: 1 + rng.integer(3) }, () => {
    const way = WAYS[rng.integer(WAYS.length)];
    const inner =
      depth > 0 && rng.integer(2) === 0
        ? `(() => { ${program(rng, depth - 1, name)} return ++n })()`
        : '++n';
    return way?.(inner, 1 + rng.integer(5), name()) ?? '';
  });
  return statements.join('\n');
}

test('any program that makes N increments is charged at least N steps', () => {
  const rng = createRng('charged work');
  for (let index = 0; index < PROGRAMS; index += 1) {
    let names = 0;
    const name = (): string => `$${(names += 1)}`;
    const text = `let n = 0;\n{ ${program(rng, index % 3, name)} }\nexport const count = () => n;`;
    const realm = openMetered(text);
    const increments = Number(realm.load()['count']?.());
    const free = Number(openMetered(text, { metered: false }).load()['count']?.());
    const found = { increments, steps: realm.steps(), text };
    expect(found).toEqual({ ...found, increments: free });
    expect(found).toSatisfy(
      ({ steps }: typeof found) => steps >= increments * STEPS_AN_INCREMENT && increments > 0,
    );
  }
});
