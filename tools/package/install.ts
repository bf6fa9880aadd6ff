import { execFile } from 'node:child_process';
import { cp, mkdir, symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { ADRS_VERSION } from '../../src/config/version.ts';

const run = promisify(execFile);
const repository = path.join(import.meta.dirname, '..', '..');

/** What the package is made of, and the tools that make it. */
const TREE =
  'bin docs evaluators problems prompts schema skills src tools package.json tsconfig.json tsconfig.build.json .npmrc README.md CHANGELOG.md LICENSE'.split(
    ' ',
  );

/** The name of a tool among the clone's development dependencies, as a path. */
export function tool(name: string): string {
  return path.join(repository, 'node_modules', '.bin', name);
}

/** Output of a command that must end well, in a shell of somebody who has installed nothing. */
export async function command(
  cwd: string,
  [program = '', ...args]: readonly string[],
): Promise<string> {
  const options = { cwd, env: strangersEnvironment(), maxBuffer: 2 ** 26 };
  const { stdout, stderr } = await run(program, args, options).catch((error: unknown) => {
    const { stdout: out = '', stderr: err = '' } = Object(error);
    throw new Error(`${program} ${args.join(' ')}\n${out}${err}`, { cause: error });
  });
  return stdout + stderr;
}

/**
 * Packs a copy of this tree into `folder`, because packing changes package.json for a moment; answers the path of the
 * tarball.
 */
export async function pack(folder: string): Promise<string> {
  const copy = path.join(folder, 'clone');
  await mkdir(copy);
  for (const name of TREE) {
    await cp(path.join(repository, name), path.join(copy, name), { recursive: true });
  }
  await symlink(path.join(repository, 'node_modules'), path.join(copy, 'node_modules'));
  await command(copy, ['npm', 'pack', '--silent', '--pack-destination', folder]);
  return path.join(folder, `adrs-lab-${ADRS_VERSION}.tgz`);
}

/** Without this repository's tools, the Node that it brings included, and without what npm and vitest say to theirs. */
function strangersEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) =>
      !/^(npm_|VITEST|NODE_|FORCE_COLOR|TEST$|INIT_CWD)/.test(name) ||
      /^npm_config_(cache|registry|userconfig)$/.test(name),
  );
  const folders = (process.env['PATH'] ?? '').split(path.delimiter);
  const PATH = folders.filter((one) => !one.includes('node_modules')).join(path.delimiter);
  return { ...Object.fromEntries(kept), PATH, NO_COLOR: '1' };
}
