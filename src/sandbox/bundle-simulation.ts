import { isBuiltin } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildFailure } from 'esbuild';
import { builtFile } from '../core/built-file.ts';
import { PluginError } from '../core/errors.ts';
import { hashText } from '../core/hash.ts';
import { readRealmFiles } from './realm-files.ts';

/** A simulation as one trusted script for its realm. */
export interface SimulationBundle {
  /** Digest of the script and of the code that makes a policy's realm. */
  readonly hash: string;
  readonly script: string;
}

const root = path.resolve(import.meta.dirname, '..', '..');

/**
 * Bundles a problem's `simulation.ts` with all it imports and with the membrane. Throws PluginError
 * with the place when it does not compile or needs something that a realm does not have, such as `node:fs`.
 */
export async function bundleSimulation(simulation: URL): Promise<SimulationBundle> {
  const file = builtFile(fileURLToPath(simulation));
  try {
    const { outputFiles } = await build({
      stdin: {
        contents: entryText(file),
        resolveDir: root,
        loader: 'ts',
        sourcefile: 'adrs-entry.ts',
      },
      bundle: true,
      write: false,
      format: 'iife',
      platform: 'neutral',
      target: 'es2024',
      charset: 'utf8',
      treeShaking: true,
      legalComments: 'none',
      // Without the comments that name files: a file that moves does not change the digest.
      minifyWhitespace: true,
      logLevel: 'silent',
      absWorkingDir: root,
    });
    const script = outputFiles[0]?.text ?? '';
    return { hash: hashText(script + JSON.stringify(readRealmFiles())), script };
  } catch (error) {
    throw failureOf(file, error);
  }
}

/** The membrane comes first: it takes the builtins it needs before the simulation runs. */
function entryText(file: string): string {
  return [
    `import { serveSimulation } from 'adrs-lab/sim';`,
    `import * as simulation from ${JSON.stringify(file)};`,
    'globalThis.adrsSimulation = serveSimulation(simulation);',
  ].join('\n');
}

function failureOf(file: string, cause: unknown): PluginError {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what esbuild throws; the member is optional
  const [first] = (cause as Partial<BuildFailure>).errors ?? [];
  if (first === undefined) return new PluginError(`${file} cannot be bundled: ${String(cause)}`);
  const { location, text } = first;
  const place =
    location === null
      ? file
      : `${path.resolve(root, location.file)}:${location.line}:${location.column + 1}`;
  const [, name = ''] = /^Could not resolve "(.*)"$/.exec(text) ?? [];
  if (!isBuiltin(name)) {
    return new PluginError(`the simulation cannot be bundled: ${place}: ${text}`, {
      cause,
      hint: MAY_IMPORT,
    });
  }
  return new PluginError(
    `${place}: the simulation imports "${name}", which is not there where it runs: no files, no network, no clock`,
    { cause, hint: MAY_IMPORT },
  );
}

const MAY_IMPORT =
  'a simulation imports adrs-lab/sim, its own files and packages that need nothing of Node; read files where cases are made, and put what was read into the cases';
