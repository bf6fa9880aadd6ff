import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import * as sim from '../../src/sim/index.ts';
import { root } from './code-blocks.ts';

test('docs/problems.md explains every export of adrs-lab/sim', () => {
  const text = readFileSync(path.join(root, 'docs/problems.md'), 'utf8');
  const unexplained = Object.keys(sim).filter((name) => !new RegExp(`\\b${name}\\b`).test(text));
  expect(unexplained).toEqual([]);
});
