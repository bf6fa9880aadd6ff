import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildFailure } from 'esbuild';
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
 * when it does not compile or needs something that a realm does not have, such as `node:fs`.
 */
export async function bundleSimulation(simulation: URL): Promise<SimulationBundle> {
  const file = fileURLToPath(simulation);
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
    throw new PluginError(`${file} cannot be bundled: ${complaintOf(error)}`, { cause: error });
  }
}

/** The membrane comes first: it takes the builtins it needs before the simulation runs. */
function entryText(file: string): string {
  return [
    `import { serveSimulation } from 'adrs/sim';`,
    `import * as simulation from ${JSON.stringify(file)};`,
    'globalThis.adrsSimulation = serveSimulation(simulation);',
  ].join('\n');
}

function complaintOf(error: unknown): string {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what esbuild throws; the member is optional
  const [first] = (error as Partial<BuildFailure>).errors ?? [];
  if (first === undefined) return String(error);
  const { location, text } = first;
  return location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text;
}
