import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { problemLaws } from '../../src/testing/problem/all-laws.ts';
import { exploitLaws, exploitsLaw } from '../../src/testing/problem/exploit-laws.ts';
import { policyLaws } from '../../src/testing/problem/policy-laws.ts';

test('docs/check.md lists every law with its meaning, in the order of the laws', async () => {
  const page = await readFile(path.join(import.meta.dirname, '../../docs/check.md'), 'utf8');
  const listed = [...page.replaceAll(/\n +/g, ' ').matchAll(/^- \*\*(.*)\.\*\* (.*)$/gm)];
  const told = listed.map(([, name, meaning]) => `${name}: ${meaning}`);
  const laws = [...problemLaws, exploitsLaw('exploits'), ...policyLaws, ...exploitLaws];
  // The first two load the problem and start a compiler, which is no work for a test runner's process.
  expect(told.slice(2)).toEqual(laws.map(({ name, meaning }) => `${name}: ${meaning}`));
});
