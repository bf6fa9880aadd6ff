/*
 * `npm pack`, before: builds `dist/`, which mirrors the tree, and puts the package's own package.json in the place of
 * the clone's until `restore.ts` has run.
 */
import { spawnSync } from 'node:child_process';
import { cp, glob, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { packedManifest } from './manifest.ts';
import { restoreManifest, savedManifest } from './restore-manifest.ts';

const root = path.resolve(import.meta.dirname, '..', '..');
const dist = path.join(root, 'dist');

/** TypeScript that is read as text, there as here. */
const IS_DATA = /^(src\/sandbox\/realm|problems\/[^/]+\/policies)\//;

await restoreManifest(root);
await rm(dist, { recursive: true, force: true });
const tsc = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
const compiled = spawnSync(process.execPath, [tsc, '-p', 'tsconfig.build.json'], {
  cwd: root,
  stdio: 'inherit',
});
if (compiled.status !== 0) process.exit(1);
for await (const file of glob('dist/**/*.d.ts', { cwd: root })) await nameJavaScript(file);
for await (const file of glob('{src,problems,prompts,schema}/**/*.*', { cwd: root })) {
  if (isCopied(file)) await cp(path.join(root, file), path.join(dist, file));
}
const manifest = path.join(root, 'package.json');
await cp(manifest, savedManifest(root));
await writeFile(manifest, packedManifest(await readFile(manifest, 'utf8')));

function isCopied(file: string): boolean {
  const isModule = file.endsWith('.ts') && !file.endsWith('.d.ts');
  return !isModule || IS_DATA.test(file);
}

/** Declarations name the JavaScript that they declare; the compiler leaves `.ts` there. */
async function nameJavaScript(file: string): Promise<void> {
  const place = path.join(root, file);
  const text = await readFile(place, 'utf8');
  const named = text.replaceAll(/(from |import\()(['"])(\.[^'"]*?)(?<!\.d)\.ts\2/g, '$1$2$3.js$2');
  if (named !== text) await writeFile(place, named);
}
