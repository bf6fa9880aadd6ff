import { expect, test } from 'vitest';
import { importTypes } from '../../src/genetic/imported-types.ts';

const offered = new Set(['Task', 'State', 'Policy']);
const BODY = 'export function createPolicy(task: Task): Policy { return task; }';

test('a type that is named and not known is imported', () => {
  expect(importTypes(BODY, offered)).toBe(
    `import type { Policy, Task } from './policy.d.ts';\n\n${BODY}`,
  );
});

test('an import that is there takes it up', () => {
  expect(importTypes(`import type { Policy } from '../../policy.d.ts';\n${BODY}`, offered)).toBe(
    `import type { Policy, Task } from '../../policy.d.ts';\n${BODY}`,
  );
});

test.each([
  ['imports it', "import type { Policy, Task } from './policy.d.ts';"],
  ['imports it under its name from elsewhere', "import type { Policy, Task } from './types.ts';"],
  ['declares it', 'interface Task { a: number }\ntype Policy = Task;'],
  ['declares classes of these names', 'class Task {}\nclass Policy {}'],
])('a program that %s stays as it is', (_, line) => {
  expect(importTypes(`${line}\n${BODY}`, offered)).toBe(`${line}\n${BODY}`);
});

test('values, properties, comments and strings of these names are no types', () => {
  const code = "// Task\nexport const f = (o: { Task: number }) => o.Task + 'State'.length;";
  expect(importTypes(code, offered)).toBe(code);
});

test('a text that does not parse stays as it is', () => {
  expect(importTypes('const a: Task = ;', offered)).toBe('const a: Task = ;');
});
