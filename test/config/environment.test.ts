import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { addEnvironmentFile, takeEnvironment } from '../../src/config/environment.ts';

test('a file adds variables, those that are set stay, and none reaches the processes that adrs starts', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'adrs-env-'));
  try {
    const file = path.join(folder, '.env');
    await writeFile(file, '# keys\nexport ADRS_TEST_API_KEY="a b"\nPATH=/nowhere\n');
    addEnvironmentFile(file);
    expect(takeEnvironment()['ADRS_TEST_API_KEY']).toBe('a b');
    expect(takeEnvironment()['PATH']).not.toBe('/nowhere');
    expect(process.env['ADRS_TEST_API_KEY']).toBeUndefined();
    expect(() => addEnvironmentFile(path.join(folder, 'none'))).toThrow(
      /^--env: cannot read .*none/,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
});
