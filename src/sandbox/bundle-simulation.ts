import { isBuiltin, SourceMap } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, type BuildFailure, type BuildOptions, type OutputFile } from 'esbuild';
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
  const [script] = await bundled(file, {});
  const text = script?.text ?? '';
  return { hash: hashText(text + JSON.stringify(readRealmFiles())), script: text };
}

/** A place in the script of a bundle, as errors of the simulation's realm name it. */
const PLACE_IN_SCRIPT = /\(?adrs:[0-9a-f]+:(\d+):(\d+)\)?/g;

/**
 * A message of the simulation's realm with the places of the bundle's script as `(FILE:LINE:COLUMN)` of the texts that
 * it was made of. The simulation is bundled once more for it; where its files have changed since then, or the place is
 * in the framework's own code, the place is left out.
 */
export async function withPlacesOf(
  simulation: URL,
  { script, message }: { readonly script: string; readonly message: string },
): Promise<string> {
  PLACE_IN_SCRIPT.lastIndex = 0;
  if (!PLACE_IN_SCRIPT.test(message)) return message;
  const options = { sourcemap: 'external', sourcesContent: false, outdir: root } as const;
  const files = await bundled(builtFile(fileURLToPath(simulation)), options).catch(() => []);
  const map = files.find((one) => one.path.endsWith('.map'));
  const isSame = files.some((one) => one.text === script);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by esbuild
  const places = new SourceMap(JSON.parse(isSame && map ? map.text : EMPTY_MAP) as MapPayload);
  return message.replaceAll(PLACE_IN_SCRIPT, (_all, line: string, column: string) => {
    const found = places.findEntry(Number(line) - 1, Number(column) - 1);
    if (!('originalSource' in found)) return '';
    const source = path.resolve(root, found.originalSource);
    if (isOwn(source)) return '';
    return `(${source}:${found.originalLine + 1}:${found.originalColumn + 1})`;
  });
}

type MapPayload = ConstructorParameters<typeof SourceMap>[0];
const EMPTY_MAP = JSON.stringify({ version: 3, sources: [], names: [], mappings: '' });

/** Whether a file belongs to the framework: nobody looks there for a fault of a simulation. */
function isOwn(file: string): boolean {
  return path.basename(file) === ENTRY || file.startsWith(path.join(root, 'src') + path.sep);
}

const ENTRY = 'adrs-entry.ts';

async function bundled(
  file: string,
  options: BuildOptions,
): Promise<readonly Pick<OutputFile, 'path' | 'text'>[]> {
  try {
    const { outputFiles = [] } = await build({
      stdin: {
        contents: entryText(file),
        resolveDir: root,
        loader: 'ts',
        sourcefile: ENTRY,
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
      ...options,
    });
    return outputFiles;
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
