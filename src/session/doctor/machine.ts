import { execFile } from 'node:child_process';
import { statfs } from 'node:fs/promises';
import os from 'node:os';
import { promisify } from 'node:util';
import { messageOf } from '../../core/errors.ts';
import { autoKeys, autoModel, type Environment } from '../../config/auto-model.ts';
import { KINDS } from '../kinds.ts';
import { takeEnvironment } from '../../config/environment.ts';
import { examineSandbox } from './examine-sandbox.ts';
import type { Finding } from './finding.ts';

const run = promisify(execFile);
const GIB = 2 ** 30;

/** Examines this machine by trying its features. `folder` is where runs would be written. */
export async function examineMachine(folder: string): Promise<readonly Finding[]> {
  const [isolate, sqlite, sandbox, disk] = await Promise.all([
    examineModule('isolate', { module: 'isolated-vm', code: ISOLATE_TRIAL }),
    examineModule('sqlite', { module: 'better-sqlite3', code: SQLITE_TRIAL }),
    examineSandbox(),
    examineDisk(folder),
  ]);
  return [
    examineNode(process.versions.node),
    isolate,
    sandbox,
    sqlite,
    examineModels(takeEnvironment()),
    examineCores(os.availableParallelism()),
    examineMemory(os.totalmem(), os.freemem()),
    disk,
  ];
}

/** Node 24 strips types, and is what the native modules are built for. */
export function examineNode(version: string): Finding {
  const isFit = Number(version.split('.')[0]) >= 24;
  return {
    name: 'node',
    status: isFit ? 'ok' : 'fail',
    detail: `v${version}`,
    hint: isFit
      ? undefined
      : 'adrs needs Node 24; start it with npx, which finds the one in node_modules',
  };
}

const ISOLATE_TRIAL = `import ivm from 'isolated-vm';
const isolate = new ivm.Isolate({ memoryLimit: 16 });
const result = isolate.createContextSync().evalSync('6 * 7');
isolate.dispose();
process.stdout.write(result === 42 ? 'runs code' : 'gives wrong results');
process.exit(result === 42 ? 0 : 1);`;

const SQLITE_TRIAL = `import Database from 'better-sqlite3';
const [row] = new Database(':memory:').prepare('select sqlite_version() as version').all();
process.stdout.write('version ' + row.version);`;

/** Tries a native module in a process of its own, so that a crash there is a finding and no crash here. */
async function examineModule(
  name: string,
  { module, code }: { readonly module: string; readonly code: string },
): Promise<Finding> {
  const flags = ['--no-node-snapshot', '--input-type=module', '--eval', code];
  try {
    const { stdout } = await run(process.execPath, flags, {
      cwd: import.meta.dirname,
      timeout: 20_000,
      env: {},
    });
    return { name, status: 'ok', detail: `${module} ${stdout}` };
  } catch (error) {
    return {
      name,
      status: 'fail',
      detail: `${module} does not work: ${firstLine(messageOf(error))}`,
      hint: `install adrs again with Node 24, with the install script of ${module} allowed`,
    };
  }
}

function firstLine(text: string): string {
  const lines = text.split('\n');
  return (
    lines.find((line) => /error/i.test(line) && !line.startsWith('Command')) ??
    lines[0] ??
    ''
  ).slice(0, 200);
}

/** Which model `model: auto` finds, without asking it. */
export function examineModels(env: Environment): Finding {
  const found = autoModel(env, KINDS);
  return {
    name: 'models',
    status: 'ok',
    detail:
      found === undefined
        ? `no ${autoKeys(KINDS).join(' or ')}: "model: auto" means none, and adrs works without`
        : `"model: auto" means ${found.name} (${found.keyEnv}); adrs models asks it`,
  };
}

/** One core for the search and one for an evaluation is the least that makes sense. */
export function examineCores(cores: number): Finding {
  return {
    name: 'cores',
    status: cores >= 2 ? 'ok' : 'warn',
    detail: String(cores),
    hint: cores >= 2 ? undefined : 'evaluations will wait for proposals; more cores are faster',
  };
}

/** Amounts in bytes. A worker may use 0.5 GB. */
export function examineMemory(total: number, free: number): Finding {
  const isFit = total >= 2 * GIB;
  return {
    name: 'memory',
    status: isFit ? 'ok' : 'warn',
    detail: `${gib(free)} of ${gib(total)} GiB free`,
    hint: isFit ? undefined : 'set slots.evaluation to 1',
  };
}

async function examineDisk(folder: string): Promise<Finding> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return diskFinding(bavail * bsize);
  } catch (error) {
    return {
      name: 'disk',
      status: 'fail',
      detail: messageOf(error),
      hint: 'change to a folder that exists and can be read',
    };
  }
}

/** `free` in bytes; a long run writes a few hundred megabytes. */
export function diskFinding(free: number): Finding {
  const isFit = free >= GIB;
  return {
    name: 'disk',
    status: isFit ? 'ok' : 'warn',
    detail: `${gib(free)} GiB free here`,
    hint: isFit ? undefined : 'a full disk stops a run; nothing recorded is lost',
  };
}

function gib(bytes: number): string {
  return (bytes / GIB).toFixed(1);
}
