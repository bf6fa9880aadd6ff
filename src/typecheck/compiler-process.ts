import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { messageOf } from '../core/errors.ts';
import { createPeer } from './json-rpc.ts';
import { answerFrom, type VirtualFiles } from './virtual-files.ts';

/** A TypeScript compiler as a process of its own that sees no file but those it is given. */
export interface CompilerProcess {
  /** Of the process; undefined when it could not be started. */
  readonly pid: number | undefined;
  /**
   * Checks a program whose changing files are `files`; one call at a time. Never rejects. After
   * anything but `diagnosed` the process is dead.
   */
  diagnose(files: VirtualFiles): Promise<Diagnosis>;
  /** Resolves when the process is gone. */
  kill(): Promise<void>;
}

export type Diagnosis =
  | { readonly status: 'diagnosed'; readonly diagnostics: readonly Diagnostic[] }
  | { readonly status: 'too-slow' | 'too-big' }
  | { readonly status: 'died'; readonly message: string };

/** A message of the compiler. */
export interface Diagnostic {
  readonly fileName?: string | undefined;
  /** Offset in UTF-16 units. */
  readonly pos: number;
  /** The number after `TS`. */
  readonly code: number;
  readonly text: string;
  readonly messageChain?: readonly Diagnostic[] | undefined;
}

export interface CompilerOptions {
  /** The native compiler. */
  readonly executable: string;
  /** Files that never change, `project` among them. */
  readonly files: VirtualFiles;
  /** Path of the `tsconfig.json`. */
  readonly project: string;
  /** Of one check. */
  readonly timeoutMs: number;
  /** Resident memory of the process. */
  readonly memoryMb: number;
}

const START_TIMEOUT_MS = 20_000;
const MEMORY_LOOK_MS = 100;
const MAX_STDERR_CHARACTERS = 4000;
const CALLBACKS = 'readFile,fileExists,directoryExists,getAccessibleEntries,realpath';

const diagnosticSchema: z.ZodType<Diagnostic> = z.lazy(() =>
  z.object({
    fileName: z.string().optional(),
    pos: z.number(),
    code: z.number(),
    text: z.string(),
    messageChain: z.array(diagnosticSchema).optional(),
  }),
);
const diagnosticsSchema = z.array(diagnosticSchema).nullish();
const snapshotSchema = z.object({
  snapshot: z.number(),
  projects: z.tuple([z.object({ id: z.string() })]),
});

/** Starts the compiler and has it read the unchanging files. */
// oxlint-disable-next-line max-lines-per-function -- one closure over the state of a process
export function startCompiler(options: CompilerOptions): CompilerProcess {
  const { executable, project, timeoutMs, memoryMb } = options;
  const child = spawn(executable, ['--api', '--async', '--cwd', '/', `--callbacks=${CALLBACKS}`], {
    // Nothing of the coordinator's environment, which may hold secrets.
    env: { GOMEMLIMIT: `${Math.ceil(memoryMb * 0.8)}MiB`, GOMAXPROCS: '2' },
    cwd: '/',
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let changing: VirtualFiles = new Map();
  let snapshot: number | undefined;
  let stderr = '';
  const { request, fail } = createPeer(
    { input: child.stdout, output: child.stdin },
    answerFrom(
      (path) => changing.get(path) ?? options.files.get(path),
      () => [...changing.keys(), ...options.files.keys()],
    ),
  );
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-MAX_STDERR_CHARACTERS);
  });
  const gone = new Promise<void>((resolve) => {
    const end = (error?: unknown): void => {
      const why = error instanceof Error ? error.message : stderr.trim();
      fail(new Error(why === '' ? 'the compiler ended' : why));
      resolve();
    };
    child.once('error', end);
    child.once('close', () => end());
  });
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await gone;
  };
  const update = async (params: object): Promise<{ snapshot: number; project: string }> => {
    const next = snapshotSchema.parse(await request('updateSnapshot', params));
    const old = snapshot;
    snapshot = next.snapshot;
    if (old !== undefined) await request('release', { snapshot: old });
    return { snapshot, project: next.projects[0].id };
  };
  const start = async (): Promise<void> => {
    await request('initialize');
    await update({ openProjects: [project] });
  };
  const started = withDeadline(START_TIMEOUT_MS, start(), kill);
  // Reported by the first `diagnose`.
  started.catch(() => undefined);

  const examine = async (files: VirtualFiles): Promise<readonly Diagnostic[]> => {
    const fileChanges = changesBetween(changing, files);
    changing = files;
    const of = await update({ fileChanges });
    const all: Diagnostic[] = [];
    for (const kind of ['Syntactic', 'Bind', 'Semantic']) {
      const found = diagnosticsSchema.parse(await request(`get${kind}Diagnostics`, of));
      all.push(...(found ?? []));
      // Types of a file that does not parse are not reported.
      if (kind === 'Syntactic' && all.length > 0) break;
    }
    return all;
  };

  return {
    pid: child.pid,
    kill,
    async diagnose(files) {
      let excess: 'too-slow' | 'too-big' | undefined;
      const stop = (why: typeof excess): void => {
        excess ??= why;
        child.kill('SIGKILL');
      };
      let timer: NodeJS.Timeout | undefined;
      let looking: NodeJS.Timeout | undefined;
      try {
        await started;
        timer = setTimeout(() => stop('too-slow'), timeoutMs);
        looking = setInterval(() => {
          void residentMb(child.pid).then((mb) => mb > memoryMb && stop('too-big'));
        }, MEMORY_LOOK_MS);
        return { status: 'diagnosed', diagnostics: await examine(files) };
      } catch (error) {
        await kill();
        return excess === undefined
          ? { status: 'died', message: messageOf(error) }
          : { status: excess };
      } finally {
        clearTimeout(timer);
        clearInterval(looking);
      }
    },
  };
}

async function withDeadline<T>(
  timeoutMs: number,
  work: Promise<T>,
  tooLate: () => Promise<void>,
): Promise<T> {
  const timer = setTimeout(() => void tooLate(), timeoutMs);
  return work.finally(() => clearTimeout(timer));
}

function changesBetween(before: VirtualFiles, after: VirtualFiles): object {
  const changed = [...after].filter(([path, text]) => before.get(path) !== text);
  return {
    changed: changed.map(([path]) => path).filter((path) => before.has(path)),
    created: changed.map(([path]) => path).filter((path) => !before.has(path)),
    deleted: [...before.keys()].filter((path) => !after.has(path)),
  };
}

/** Resident memory of a process; 0 where the system does not report it. */
async function residentMb(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid ?? 0}/status`, 'utf8').catch(() => '');
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}
