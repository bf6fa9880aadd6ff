import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { seccompFilter } from './seccomp.ts';

/** Bubblewrap as it works on this machine. */
export interface Jail {
  /** The command line up to and including `--`; it reads the filter, if there is one, from `FILTER_FD`. */
  readonly command: readonly string[];
  /** The system calls that it denies, as the kernel takes them. */
  readonly filter?: Uint8Array | undefined;
}

/** The descriptor from which bubblewrap reads the filter of a worker; the channel of a worker is the one before. */
export const FILTER_FD = 4;

const TMP_BYTES = 2 ** 24;
/** The clone, or the package's `dist/`. */
const root = path.resolve(import.meta.dirname, '..', '..');
/** Says to Node that the files below it are modules. */
const manifest = fileURLToPath(import.meta.resolve('adrs-lab/package.json'));
/** Exits with 0 where threads can be made and processes cannot. */
const FILTER_TRIAL = `const { error } = require('node:child_process').spawnSync('true');
process.exit(error?.code === 'EPERM' ? 0 : 1);`;

let found: { readonly jail: Jail | undefined } | undefined;

/** The strongest jail that works for this engine, by trying it once a process; undefined where none does. */
export function findJail(node: string): Jail | undefined {
  found ??= { jail: strongestJail(node) };
  return found.jail;
}

function strongestJail(node: string): Jail | undefined {
  const filter = seccompFilter(process.arch);
  const trial = [node, '--eval', FILTER_TRIAL];
  if (filter !== undefined && works([...jailArgs(node, 0), ...trial], filter)) {
    return { command: jailArgs(node, FILTER_FD), filter };
  }
  const command = jailArgs(node);
  return works([...command, node, '--version']) ? { command } : undefined;
}

function jailArgs(node: string, filterFd?: number): readonly string[] {
  const home = [path.join(root, 'src'), manifest, ...modulesFolders()];
  const visible = new Set(['/usr', '/lib', '/lib64', '/bin', node, ...home]);
  return [
    ...'bwrap --unshare-user --unshare-ipc --unshare-pid --unshare-net --unshare-uts'.split(' '),
    ...'--unshare-cgroup-try --disable-userns --cap-drop ALL --uid 65534 --gid 65534'.split(' '),
    ...'--hostname sandbox --die-with-parent --new-session --proc /proc --dev /dev'.split(' '),
    ...`--size ${TMP_BYTES} --tmpfs /tmp`.split(' '),
    ...[...visible].filter((one) => existsSync(one)).flatMap((one) => ['--ro-bind', one, one]),
    ...(filterFd === undefined ? [] : ['--seccomp', String(filterFd)]),
    ...'--chdir / --'.split(' '),
  ];
}

/**
 * The `node_modules` that the worker's own imports come from, under every name by which they are looked for: the one
 * beside package.json may be a link to another folder, and an installed package lies in one itself.
 */
function modulesFolders(): readonly string[] {
  const place = fileURLToPath(import.meta.resolve('isolated-vm'));
  const home = path.dirname(manifest);
  return [
    place.slice(0, place.lastIndexOf(`${path.sep}isolated-vm${path.sep}`)),
    path.join(home, 'node_modules'),
    ...(path.basename(path.dirname(home)) === 'node_modules' ? [path.dirname(home)] : []),
  ];
}

/** Whether a command ends well; `input` is what it reads. */
export function works([command = '', ...args]: readonly string[], input?: Uint8Array): boolean {
  const stdio: ['pipe' | 'ignore', 'ignore', 'ignore'] = [
    input === undefined ? 'ignore' : 'pipe',
    'ignore',
    'ignore',
  ];
  return spawnSync(command, args, { env: {}, stdio, input, timeout: 20_000 }).status === 0;
}
