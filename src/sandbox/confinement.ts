import { realpathSync } from 'node:fs';
import path from 'node:path';
import { builtFile } from '../core/built-file.ts';
import { STACK_BYTES } from '../core/nested-calls.ts';
import { findJail, works, type Jail } from './jail.ts';

/** The command that starts a worker process on this machine, and the isolation that it guarantees. */
export interface Confinement {
  readonly command: string;
  readonly args: readonly string[];
  /** Bytes that the command reads from `FILTER_FD`. */
  readonly filter?: Uint8Array | undefined;
  readonly guarantees: readonly string[];
}

/**
 * The engine reserves 1.5 GB and another 0.5 GB for each isolate, of which two may overlap while one
 * is torn down; with less honest jobs fail now and then.
 */
const ADDRESS_SPACE_BYTES = 4 * 2 ** 30;
/**
 * A job lasts some tens of milliseconds and there is a worker for each core: threads of the engine's own
 * only take turns with other workers, and most of the code of the most expensive compiler is thrown away unused.
 */
const FOR_SHORT_JOBS = ['--single-threaded', '--invocation-count-for-turbofan=30000'];
const workerFile = builtFile(path.join(import.meta.dirname, 'worker', 'main.ts'));

/**
 * Finds the isolation that this machine supports, by trying it: bubblewrap around the process with a filter of
 * system calls, a cap on its address space, or at least an empty environment. `jail: false` leaves bubblewrap out.
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
  const limit = works([...limitedBy, 'true']) ? limitedBy : undefined;
  const wrap = jail ? findJail(node) : undefined;
  const [command = node, ...args] = [...(wrap?.command ?? []), ...(limit ?? []), ...worker];
  return { command, args, filter: wrap?.filter, guarantees: describe(wrap, limit !== undefined) };
}

/** The stack of a thread is as large as the limit on that of a process; isolated-vm takes it all. */
const limitedBy = [
  'prlimit',
  `--as=${ADDRESS_SPACE_BYTES}`,
  `--stack=${STACK_BYTES}`,
  '--core=0',
  '--nofile=256',
  '--',
];

function describe(jail: Jail | undefined, limited: boolean): string[] {
  return [
    'a new isolate with two realms for each candidate',
    'a worker process apart from the coordinator, with an empty environment',
    'a watchdog inside and a deadline outside each worker, on wall time and resident memory',
    ...(limited ? ['the address space of a worker is capped at 4 GB'] : []),
    ...(jail === undefined
      ? [
          'NO bubblewrap: a worker could reach files and the network if the engine itself were broken',
        ]
      : [
          'bubblewrap: no network, no files but the engine and the framework, own process namespace',
          jail.filter === undefined
            ? 'NO filter of system calls: this machine or kernel has no seccomp that works here'
            : 'seccomp: a worker cannot make sockets or processes, trace, mount, or load code into the kernel',
        ]),
  ];
}
