import { spawnSync } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The command that starts a worker process on this machine, and the isolation that it guarantees. */
export interface Confinement {
  readonly command: string;
  readonly args: readonly string[];
  readonly guarantees: readonly string[];
}

/**
 * The engine reserves 1.5 GB and another 0.5 GB for each isolate, of which two may overlap while one
 * is torn down; with less honest jobs fail now and then.
 */
const ADDRESS_SPACE_BYTES = 4 * 2 ** 30;
const TMP_BYTES = 2 ** 24;
/**
 * A job lasts some tens of milliseconds and there is a worker for each core: threads of the engine's own
 * only take turns with other workers, and most of the code of the most expensive compiler is thrown away unused.
 */
const FOR_SHORT_JOBS = ['--single-threaded', '--invocation-count-for-turbofan=30000'];
const sourceRoot = path.resolve(import.meta.dirname, '..');
const workerFile = path.join(import.meta.dirname, 'worker', 'main.ts');

/**
 * Finds the isolation that this machine supports, by trying it: bubblewrap around the process, a cap on its
 * address space, or at least an empty environment. `jail: false` leaves bubblewrap out.
 */
export function probeConfinement(jail: boolean): Confinement {
  const node = realpathSync(process.execPath);
  const worker = [
    node,
    '--no-node-snapshot',
    // Else a WebAssembly module of Node's own would reserve more address space than the cap allows.
    '--disable-wasm-trap-handler',
    '--wasm-max-mem-pages=1024',
    '--max-old-space-size=512',
    ...FOR_SHORT_JOBS,
    workerFile,
  ];
  const limit = works(['prlimit', '--version']) ? limitedBy : undefined;
  const wrap = jail ? findJail(node) : undefined;
  const [command = node, ...args] = [...(wrap ?? []), ...(limit ?? []), ...worker];
  return { command, args, guarantees: describe(wrap !== undefined, limit !== undefined) };
}

const limitedBy = ['prlimit', `--as=${ADDRESS_SPACE_BYTES}`, '--core=0', '--nofile=256', '--'];

function describe(jailed: boolean, limited: boolean): string[] {
  return [
    'a new isolate with two realms for each candidate',
    'a worker process apart from the coordinator, with an empty environment',
    'a watchdog inside and a deadline outside each worker, on wall time and resident memory',
    ...(limited ? ['the address space of a worker is capped at 4 GB'] : []),
    ...(jailed
      ? ['bubblewrap: no network, no files but the engine and the framework, own process namespace']
      : [
          'NO bubblewrap: a worker could reach files and the network if the engine itself were broken',
        ]),
  ];
}

/** The command line up to and including `--`; undefined where bubblewrap does not work. */
function findJail(node: string): string[] | undefined {
  const root = path.join(sourceRoot, '..');
  // A `node_modules` that is a link to another folder must be found under its own name as well.
  const modules = [modulesFolder(), path.join(root, 'node_modules')];
  const engine = [node, sourceRoot, path.join(root, 'package.json'), ...new Set(modules)];
  const visible = ['/usr', '/lib', '/lib64', '/bin', ...engine];
  const jail = [
    ...'bwrap --unshare-user --unshare-ipc --unshare-pid --unshare-net --unshare-uts'.split(' '),
    ...'--unshare-cgroup-try --disable-userns --cap-drop ALL --uid 65534 --gid 65534'.split(' '),
    ...'--hostname sandbox --die-with-parent --new-session --proc /proc --dev /dev'.split(' '),
    ...`--size ${TMP_BYTES} --tmpfs /tmp`.split(' '),
    ...visible.filter((one) => existsSync(one)).flatMap((one) => ['--ro-bind', one, one]),
    ...'--chdir / --'.split(' '),
  ];
  return works([...jail, node, '--version']) ? jail : undefined;
}

/** The `node_modules` that the worker's own imports come from. */
function modulesFolder(): string {
  const found = fileURLToPath(import.meta.resolve('isolated-vm'));
  return found.slice(0, found.lastIndexOf(`${path.sep}isolated-vm${path.sep}`));
}

function works([command = '', ...args]: readonly string[]): boolean {
  return spawnSync(command, args, { env: {}, stdio: 'ignore', timeout: 10_000 }).status === 0;
}
