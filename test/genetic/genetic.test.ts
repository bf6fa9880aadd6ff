import { stripTypeScriptTypes } from 'node:module';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Proposal } from '../../src/core/proposer.ts';
import { ProposalError } from '../../src/core/errors.ts';
import { createRng } from '../../src/core/rng.ts';
import { compilePolicy } from '../../src/syntax/compile.ts';
import { normalHash } from '../../src/syntax/normal-form.ts';
import { parseModule } from '../../src/syntax/parse.ts';
import { createGeneticProposer, geneticOperators } from '../../src/genetic/genetic.ts';
import { openProgram } from '../../src/genetic/program-tree.ts';
import { createRandomProgramProposer } from '../../src/genetic/random-program.ts';
import { signatureOf } from '../../src/genetic/signature.ts';
import { applyEdits } from '../../src/syntax/text-edits.ts';
import { briefOf, contextOf, programOf } from '../fixtures/briefs.ts';
import {
  type SamplePolicy,
  samplePolicies,
  samplePolicy,
  sourceOf,
} from '../fixtures/load-policies.ts';
import { drivers, runPolicy, survives } from '../fixtures/run-policy.ts';

const codeOf = ({ source }: Proposal): string => source.files['policy.ts'] ?? '';

function signature(code: string): string {
  const parsed = parseModule(code);
  if (!parsed.ok) throw new Error(`${parsed.message} in ${code}`);
  return signatureOf(parsed.ast);
}

/** Random programs of the same signature, to cross with. */
const donors = new Map<string, string[]>();
beforeAll(async () => {
  for (const { name, declaration } of samplePolicies) {
    const proposer = createRandomProgramProposer({ declaration });
    const made = [0, 1, 2, 3].map((seed) => proposer.propose(briefOf(null), contextOf(seed)));
    donors.set(name, (await Promise.all(made)).map(codeOf));
  }
});

async function childOf(policy: SamplePolicy, seed: number): Promise<Proposal> {
  const { declaration, code, name } = policy;
  const others = donors.get(name) ?? [];
  const inspirations = seed % 2 === 0 ? [] : others.slice(seed % others.length);
  const proposer = createGeneticProposer({ declaration });
  return proposer.propose(briefOf(code, ...inspirations), contextOf(seed));
}

describe.each(samplePolicies)('children of the $name policy', (policy) => {
  test('parse, keep the signature of the parent, and differ from it', async () => {
    const seeds = fc.integer({ min: 0, max: 1_000_000 });
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const code = codeOf(await childOf(policy, seed));
        expect(signature(code)).toBe(signature(policy.code));
        expect(normalHash(sourceOf(code))).not.toBe(normalHash(sourceOf(policy.code)));
      }),
      { numRuns: 30 },
    );
  });

  test('are the same for the same stream of random numbers', async () => {
    for (const seed of [1, 2, 3]) {
      expect(await childOf(policy, seed)).toEqual(await childOf(policy, seed));
    }
  });

  test('mostly run, and are mostly different from one another', async () => {
    const driver = drivers[policy.name] ?? '';
    const hashes = new Set<string | undefined>();
    let viable = 0;
    for (let seed = 0; seed < 50; seed += 1) {
      const code = codeOf(await childOf(policy, seed));
      hashes.add(normalHash(sourceOf(code)));
      if (survives(code, driver)) viable += 1;
    }
    expect(viable).toBeGreaterThan(40);
    expect(hashes.size).toBeGreaterThan(30);
  });
});

test('a driver notices a policy that throws, that loops forever, and that answers nonsense', () => {
  const driver = drivers['toy'] ?? '';
  expect(survives(samplePolicy('toy').code, driver)).toBe(true);
  expect(survives('export function predict() { throw new Error("x"); }', driver)).toBe(false);
  expect(survives('export function predict() { for (;;) {} }', driver)).toBe(false);
  expect(survives('export function predict() { return NaN; }', driver)).toBe(false);
});

test('comments and types survive where nothing is changed', async () => {
  const policy = samplePolicy('spot');
  const code = codeOf(await childOf(policy, 4));
  expect(code).toContain("import type { Choice, Policy, State, Task } from './policy.d.ts';");
  expect(code).toContain('/** Seconds that can be wasted before on-demand is the only way. */');
});

test('children of a program of several files change its entry only, and still compile', async () => {
  const entry = `import type { Policy, Task } from './policy.d.ts';
import { scaled } from './scaled.ts';
export function createPolicy(task: Task): Policy {
  const limit = scaled(task.deadline);
  return { step: ({ spotAvailable, done }) => (spotAvailable || done > limit ? 'SPOT' : 'OD') };
}
`;
  const helper = 'export const scaled = (value: number): number => 0.5 * value;\n';
  const { declaration, code } = samplePolicy('spot');
  const source = { entry: 'policy.ts', files: { 'policy.ts': entry, 'scaled.ts': helper } };
  const alone = briefOf(code);
  const proposer = createGeneticProposer({ declaration });
  for (let seed = 0; seed < 40; seed += 1) {
    // Both as the parent and as the program from which parts are taken.
    const [parent, inspiration] = [{ ...programOf('p1', ''), source }, programOf('p2', code)];
    const child = await proposer.propose(
      { ...alone, parent, inspirations: [inspiration] },
      contextOf(seed),
    );
    expect(child.source.files['scaled.ts']).toBe(helper);
    expect(compilePolicy(child.source)).toMatchObject({ ok: true, exports: ['createPolicy'] });
    const other = await proposer.propose(
      { ...alone, parent: inspiration, inspirations: [parent] },
      contextOf(seed),
    );
    expect(codeOf(other)).not.toContain('scaled(');
  }
});

/** Programs on which every operator has something to do. */
const RICH = `
const LIMIT = 4;
const twice = (value: number): number => 2 * value;
export function choose(a: number, b: number, on: boolean): 'x' | 'y' {
  let total = 0 * a;
  const once = a + 1;
  if (on && a < LIMIT) {
    total = twice(once) - b / 2;
  } else {
    total += Math.max(a, b);
  }
  total -= a === b ? 1 : 3;
  if (!on) total = 7;
  return total > 10 || on !== (a > 1) ? 'x' : 'y';
}`;
const OTHER = `
const scale = 3;
function half(value: number): number { return value / scale; }
export function choose(a: number, b: number, on: boolean): 'x' | 'y' {
  let total = half(a) + half(b);
  if (on) total = half(total);
  return total > 2 ? 'y' : 'x';
}`;

test.each(geneticOperators.map(({ name }) => name))('the operator "%s" works', (name) => {
  const operator = geneticOperators.find((each) => each.name === name);
  const declaration =
    'export declare function choose(a: number, b: number, on: boolean): "x" | "y";';
  const rich = name === 'read another property' ? samplePolicy('spot').code : RICH;
  const tree = openProgram(rich, null);
  const donor = openProgram(OTHER, null);
  if (tree === undefined || donor === undefined) throw new Error(`cannot read ${declaration}`);
  const children = new Set<string>();
  for (let seed = 0; seed < 40; seed += 1) {
    const edits = operator?.apply(tree, { rng: createRng(seed), donors: [donor] });
    const child = edits && applyEdits(rich, edits);
    if (child !== undefined && parseModule(child).ok) children.add(child);
  }
  children.delete(rich);
  expect(children.size).toBeGreaterThan(0);
});

test('helpers of the other parent come along under names that are free', () => {
  const operator = geneticOperators.find(({ name }) => name === 'take over a function');
  const clash = RICH.replace(
    'const LIMIT = 4;',
    'const LIMIT = 4;\nconst half = 1;\nconst scale = 2;',
  );
  const tree = openProgram(clash, null);
  const donor = openProgram(OTHER, null);
  if (tree === undefined || donor === undefined) throw new Error('cannot read the samples');
  const edits = operator?.apply(tree, { rng: createRng(1), donors: [donor] }) ?? [];
  const child = applyEdits(clash, edits);
  const ask = 'return [choose(1, 2, false), choose(9, 9, false), choose(9, 9, true)];';
  expect(child).toContain('function half2(value: number): number { return value / scale2; }');
  expect(runPolicy(child, ask)).toEqual(runPolicy(OTHER, ask));
});

test('a parent with a syntax error and a parent without code are a ProposalError', async () => {
  const proposer = createGeneticProposer({ declaration: '' });
  await expect(proposer.propose(briefOf('let = ;'), contextOf(1))).rejects.toThrow(ProposalError);
  await expect(proposer.propose(briefOf(''), contextOf(1))).rejects.toThrow(ProposalError);
});

test('without a parent a program is grown from the declaration', async () => {
  const { declaration, code } = samplePolicy('toy');
  const proposer = createGeneticProposer({ declaration });
  const grown = await proposer.propose(briefOf(null), contextOf(1));
  expect(grown.parents).toEqual([]);
  expect(signature(codeOf(grown))).toBe(signature(code));
});

describe('evolution of a toy policy', () => {
  const GRID = Array.from({ length: 25 }, (_, i) => [(i % 5) - 2, Math.floor(i / 5) - 2] as const);
  /** Minus the mean absolute error against max(x, 2 y) + 1; a policy that fails is worst. */
  function fitnessOf(code: string): number {
    try {
      const plain = stripTypeScriptTypes(code).replaceAll(/\bexport\s+/g, '');
      // oxlint-disable-next-line typescript/no-implied-eval, typescript/no-unsafe-call -- loop-free text of this test
      const answers: unknown = new Function(
        'grid',
        `${plain}; return grid.map((p) => predict(...p));`,
      )(GRID);
      if (!Array.isArray(answers)) return Number.NEGATIVE_INFINITY;
      const errors = GRID.map(([x, y], i) => Math.abs(Number(answers[i]) - Math.max(x, 2 * y) - 1));
      const mean = errors.reduce((a, b) => a + b, 0) / errors.length;
      return Number.isFinite(mean) ? -mean : Number.NEGATIVE_INFINITY;
    } catch {
      return Number.NEGATIVE_INFINITY;
    }
  }

  test('selection among 480 children removes more than half of the error', async () => {
    const { code, declaration } = samplePolicy('toy');
    const proposer = createGeneticProposer({ declaration });
    const rng = createRng('evolution');
    let population = [{ code, fitness: fitnessOf(code) }];
    const start = population[0]?.fitness ?? 0;
    for (let generation = 0; generation < 24; generation += 1) {
      const children = [];
      for (let index = 0; index < 20; index += 1) {
        const draw = rng.fork(generation * 100 + index);
        const parent = draw.pick(population);
        const mate = draw.pick(population);
        const child = await proposer.propose(briefOf(parent.code, mate.code), {
          ...contextOf(0),
          rng: draw,
        });
        children.push({ code: codeOf(child), fitness: fitnessOf(codeOf(child)) });
      }
      const unique = new Map([...population, ...children].map((each) => [each.fitness, each]));
      population = [...unique.values()].toSorted((a, b) => b.fitness - a.fitness).slice(0, 10);
    }
    const best = population[0]?.fitness ?? Number.NEGATIVE_INFINITY;
    expect(start).toBeLessThan(-1);
    expect(best).toBeGreaterThan(start / 2);
  });
});
