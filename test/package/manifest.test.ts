import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { ADRS_VERSION } from '../../src/config/version.ts';
import { packedManifest } from '../../tools/package/manifest.ts';

const root = path.join(import.meta.dirname, '..', '..');

test('entry points in TypeScript become JavaScript and declarations, and nothing of a clone is left', () => {
  const clone = {
    name: 'adrs-lab',
    exports: { '.': './src/index.ts', './package.json': './package.json' },
    scripts: { test: 'vitest' },
    devDependencies: { vitest: '1' },
    dependencies: { zod: '4' },
  };
  expect(JSON.parse(packedManifest(JSON.stringify(clone)))).toEqual({
    name: 'adrs-lab',
    exports: {
      '.': { types: './dist/src/index.d.ts', default: './dist/src/index.js' },
      './package.json': './package.json',
    },
    dependencies: { zod: '4' },
  });
});

test('the clone has its own package.json, not that of the package', async () => {
  const text = await readFile(path.join(root, 'package.json'), 'utf8');
  expect(JSON.parse(text)).toMatchObject({ exports: { '.': './src/index.ts' } });
});

test('what names the version names this one', async () => {
  const citation: unknown = parse(await readFile(path.join(root, 'CITATION.cff'), 'utf8'));
  expect(citation).toMatchObject({ version: ADRS_VERSION, license: 'Apache-2.0' });
  const readme = await readFile(path.join(root, 'README.md'), 'utf8');
  const tarballs = readme.match(/adrs-lab-[\d.]+\.tgz/g) ?? [];
  expect(new Set(tarballs)).toEqual(new Set([`adrs-lab-${ADRS_VERSION}.tgz`]));
});
