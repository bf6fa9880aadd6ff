import { expect, test } from 'vitest';
import { parseModule } from '../../src/syntax/parse.ts';
import { completeInputs, trimInputs } from '../../src/genetic/declared-inputs.ts';
import { createGeneticProposer } from '../../src/genetic/genetic.ts';
import { openProgram, type ProgramTree } from '../../src/genetic/program-tree.ts';
import { briefOf, contextOf } from '../fixtures/briefs.ts';
import { samplePolicy } from '../fixtures/load-policies.ts';

const { declaration } = samplePolicy('spot');
/** A policy that reads one of the inputs it is offered. */
const NARROW = `export function createPolicy(): { step(state: { spotAvailable: boolean }): string } {
  return { step({ spotAvailable }) { return spotAvailable ? 'SPOT' : 'NONE'; } };
}`;

function open(code: string): ProgramTree {
  const parsed = parseModule(declaration);
  const tree = parsed.ok && openProgram(code, { code: declaration, ast: parsed.ast });
  if (!tree) throw new Error(`cannot read ${code}`);
  return tree;
}

test('declared parameters and fields that a program leaves out are added, and trimmed again', () => {
  const { code, added } = completeInputs(open(NARROW));
  expect(code).toContain('createPolicy(task: Task)');
  expect(code).toContain('step({ spotAvailable, elapsed, done, current, gap })');
  expect(trimInputs(open(code), added)).toBe(NARROW);
});

test('an added input that came into use stays, with those before it in a list of parameters', () => {
  const { code, added } = completeInputs(open(NARROW));
  const changed = code.replace('return spotAvailable ?', 'return done < task.duration ?');
  const trimmed = trimInputs(open(changed), added);
  expect(trimmed).toContain('createPolicy(task: Task)');
  expect(trimmed).toContain('step({ spotAvailable, done })');
});

test('a program without types gets parameters without types', () => {
  const plain = 'export function createPolicy() { return { step: () => "OD" }; }';
  expect(completeInputs(open(plain)).code).toContain('createPolicy(task)');
});

test('a name that means something else is not taken', () => {
  const { added } = completeInputs(open(`const done = 1;\n${NARROW}\ntask();`));
  expect([...added]).toEqual(['elapsed', 'current', 'gap']);
});

test('a policy that names all its inputs is left as it is', () => {
  const { code } = samplePolicy('spot');
  expect(completeInputs(open(code)).code).toBe(code);
});

test('children of a narrow policy discover the other inputs', async () => {
  const proposer = createGeneticProposer({ declaration });
  let discovered = 0;
  for (let seed = 0; seed < 40; seed += 1) {
    const { source } = await proposer.propose(briefOf(NARROW), contextOf(seed));
    const code = source.files['policy.ts'] ?? '';
    if (/elapsed|done|gap|task/.test(code)) discovered += 1;
  }
  expect(discovered).toBeGreaterThan(8);
});

test.each([
  ['by name', "import type { State } from './policy.d.ts';", 'State'],
  ['under another name', "import type { State as Now } from './policy.d.ts';", 'Now'],
  ['as a namespace', "import type * as given from './policy.d.ts';", 'given.State'],
])('the shapes of types imported %s come from the declaration', (_, line, type) => {
  const { expressions } = open(
    `${line}\nconst late = (now: ${type}): number => now.elapsed;\nexport const use = late;`,
  );
  const found = expressions.find(({ node }) => node.type === 'MemberExpression');
  expect(found?.kind).toBe('number');
});
