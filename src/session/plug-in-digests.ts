import { hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';
import { messageOf, PluginError } from '../core/errors.ts';
import type { Kinds } from '../core/kinds.ts';

/**
 * Digests of the files of the plug-ins among these kinds, by absolute path: of those that are named and of all that
 * they import by a relative path, however far; neither packages nor files that they read are looked at. Throws
 * PluginError.
 */
export async function plugInDigests({
  searches,
  archives,
  proposers,
  providers,
}: Kinds): Promise<Readonly<Record<string, string>>> {
  const names = [searches, archives, proposers, providers].flatMap((kinds) => [...kinds.keys()]);
  const named = new Set(names.filter((name) => path.isAbsolute(name)));
  const imported = await Promise.all([...named].map(importedFiles));
  const files = [...new Set([...named, ...imported.flat()])].toSorted();
  const digests = files.map(async (file) => [file, hash('sha256', await readFile(file))] as const);
  return Object.fromEntries(await Promise.all(digests));
}

/** A file and what it imports from files, as absolute paths. */
async function importedFiles(file: string): Promise<readonly string[]> {
  try {
    const { metafile } = await build({
      entryPoints: [file],
      absWorkingDir: path.dirname(file),
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      write: false,
      metafile: true,
      logLevel: 'silent',
      tsconfigRaw: {},
      plugins: [otherFilesAreEmpty],
    });
    return Object.keys(metafile.inputs).map((name) => path.resolve(path.dirname(file), name));
  } catch (cause) {
    throw new PluginError(`the imports of ${file} cannot be followed: ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** Imports of anything but code and JSON, such as WebAssembly, are files without imports. */
const otherFilesAreEmpty: Plugin = {
  name: 'other-files-are-empty',
  setup(bundling) {
    bundling.onLoad({ filter: /./ }, ({ path: file }) =>
      /\.(?:[cm]?[jt]s|[jt]sx|json)$/.test(file) ? undefined : { contents: '', loader: 'js' },
    );
  },
};
