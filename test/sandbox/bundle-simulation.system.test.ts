import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { bundleSimulation } from '../../src/sandbox/bundle-simulation.ts';

const root = path.join(import.meta.dirname, '..', '..');
const original = path.join(root, 'problems', 'bin-packing');

test('a simulation has the same digest wherever its folder lies', async () => {
  const runs = path.join(root, 'runs');
  await mkdir(runs, { recursive: true });
  const folder = await mkdtemp(path.join(runs, 'moved-'));
  try {
    for (const part of ['simulation', 'cases']) {
      await cp(path.join(original, part), path.join(folder, 'deeper', part), { recursive: true });
    }
    const at = (home: string): URL => pathToFileURL(path.join(home, 'simulation', 'index.ts'));
    const moved = await bundleSimulation(at(path.join(folder, 'deeper')));
    expect(moved).toEqual(await bundleSimulation(at(original)));
    expect(moved.script).not.toMatch(/deeper|bin-packing|\.ts\b/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
