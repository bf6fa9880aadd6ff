import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startWireServer } from '../models/providers/wire-server.ts';
import { root } from './code-blocks.ts';
import { standInReply } from './stand-ins/reply.ts';

/** Evaluations that any run of a document gets, with one finalist, whatever it says. */
const EVALUATIONS = 20;
const TIMEOUT_MS = 120_000;
/** The address that documents give to a server of one's own. */
const SERVER = 'http://127.0.0.1:8000/v1';

/**
 * Commands that documents use and a test must not: `npx` starts the command of this clone, with the budget of runs
 * cut; `npm ci`, `npm pack` and `npm install` have been done; `claude` is a model that stands in.
 */
const PROGRAMS = {
  npx: `case "$1 $2" in
  'adrs run') shift 2; exec node '${root}/src/cli/main.ts' run "$@" --set budget.evaluations=${EVALUATIONS} --set finalists=1;;
  'adrs '*) shift; exec node '${root}/src/cli/main.ts' "$@";;
  'vitest '* | 'tsc '*) tool=$1; shift; exec '${root}/node_modules/.bin/'"$tool" "$@";;
esac
echo "no stand-in for: npx $*" >&2; exit 127`,
  npm: `case "$1" in ci | install | pack) exit 0;; esac
echo "no stand-in for: npm $*" >&2; exit 127`,
  claude: `exec node '${root}/test/documents/stand-ins/claude.ts'`,
} as const;

/** A folder outside the repository in which the commands of a document run, in order. */
export interface DocumentFolder {
  readonly folder: string;
  /** Writes a file of the document; a server of one's own becomes the one that stands in. */
  write(name: string, text: string): Promise<void>;
  /** Runs a block in the folder where the last one ended; answers with what it printed. Throws where it fails. */
  run(script: string): Promise<string>;
}

/** The folder that the documents share: `adrs-lab`, zod and vitest are installed in it. */
export interface Workshop extends AsyncDisposable {
  readonly folder: string;
  /** A place for one document, with the problems of the repository in `problems/`. */
  open(name: string): Promise<DocumentFolder>;
}

/** Makes it, with a model server on loopback; its owner disposes of it. */
export async function openWorkshop(): Promise<Workshop> {
  const folder = await mkdtemp(path.join(tmpdir(), 'adrs documents-'));
  const server = await startWireServer({
    format: 'openai',
    script: ({ body }) => ({ type: 'reply', text: standInReply(JSON.stringify(body)) }),
  });
  await install(folder);
  return {
    folder,
    open: (name) => openFolder(path.join(folder, name), { bin: path.join(folder, 'bin'), server }),
    async [Symbol.asyncDispose]() {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function install(folder: string): Promise<void> {
  const modules = path.join(folder, 'node_modules');
  await mkdir(path.join(modules, '@types'), { recursive: true });
  await symlink(root, path.join(modules, 'adrs-lab'));
  for (const name of ['zod', 'vitest', '@types/node']) {
    await symlink(path.join(root, 'node_modules', name), path.join(modules, name));
  }
  await mkdir(path.join(folder, 'bin'));
  for (const [name, script] of Object.entries(PROGRAMS)) {
    const file = path.join(folder, 'bin', name);
    await writeFile(file, `#!/bin/bash\n${script}\n`);
    await chmod(file, 0o755);
  }
}

async function openFolder(
  folder: string,
  { bin, server }: { readonly bin: string; readonly server: { readonly baseUrl: string } },
): Promise<DocumentFolder> {
  await mkdir(path.join(folder, 'problems'), { recursive: true });
  await writeFile(path.join(folder, 'package.json'), '{ "type": "module" }\n');
  for (const name of readdirSync(path.join(root, 'problems'))) {
    await symlink(path.join(root, 'problems', name), path.join(folder, 'problems', name));
  }
  const state = path.join(folder, '.folder');
  await writeFile(state, folder);
  return {
    folder,
    async write(name, text) {
      const file = path.join(await readFile(state, 'utf8'), name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text.replaceAll(SERVER, server.baseUrl));
    },
    run: async (script) =>
      runScript(`trap 'printf %s "$PWD" > "$STATE"' EXIT\n${script}`, {
        cwd: await readFile(state, 'utf8'),
        env: { ...process.env, ...SETTINGS, STATE: state, PATH: `${bin}:${process.env['PATH']}` },
      }),
  };
}

/** No key of whoever runs the tests is used, and no test runner believes to be inside another. */
const SETTINGS = {
  ANTHROPIC_API_KEY: undefined,
  OPENAI_API_KEY: undefined,
  FORCE_COLOR: undefined,
  NO_COLOR: '1',
  VITEST: undefined,
  NODE_ENV: undefined,
};

async function runScript(
  script: string,
  place: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): Promise<string> {
  const child = spawn('bash', ['-euo', 'pipefail', '-c', script], {
    ...place,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const group = -(child.pid ?? 0);
  const timer = setTimeout(() => process.kill(group, 'SIGKILL'), TIMEOUT_MS);
  const output = { out: '', all: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output.out += text;
    output.all += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.all += text));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(timer);
  if (code !== 0) throw new Error(`exit code ${code}:\n${script}\n${output.all.slice(-4000)}`);
  return output.out;
}
