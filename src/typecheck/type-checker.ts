import { createRequire } from 'node:module';
import path from 'node:path';
import { messageOf, SandboxError } from '../core/errors.ts';
import type { Source } from '../core/program.ts';
import { complaintsAbout } from './complaints.ts';
import { startCompiler, type CompilerProcess, type Diagnosis } from './compiler-process.ts';
import { declaredNames } from './exported-names.ts';
import { candidateFiles, LIBRARY, PROJECT, unchangingFiles } from './policy-project.ts';
import { readRealmLibrary } from './realm-library.ts';
import type { TypeComplaint } from './type-complaint.ts';
import type { VirtualFiles } from './virtual-files.ts';

/** More would not be read. */
const MAX_COMPLAINTS = 10;

/** Checks the types of candidates, on their own and against the declaration of the policy. */
export interface TypeChecker {
  /**
   * What is wrong with a gated candidate, the most useful first, at most ten; empty when nothing is. With
   * `parent`, only what is not wrong with that program, too: places do not count, only the words. Checks wait for one another. Types that take the compiler too much time or memory are a complaint.
   * Throws SandboxError when the compiler cannot run; when `signal` aborts, its reason.
   */
  check(source: Source, signal: AbortSignal, parent?: Source): Promise<readonly TypeComplaint[]>;
  /** Resolves when the compiler's process is gone. Checks that are waiting are rejected. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface TypeCheckerOptions {
  /** Text of the `policy.d.ts`. */
  readonly declaration: string;
  /** The candidate's file whose exports are compared, usually `policy.ts`. */
  readonly entry: string;
  /** Of one check, on the clock; 10,000 by default. */
  readonly timeoutMs?: number | undefined;
  /** Resident memory of the compiler, looked at ten times a second; 1,024 by default. */
  readonly memoryMb?: number | undefined;
  /** The native compiler instead of the installed one. */
  readonly executable?: string | undefined;
  /** Called with the id of each process that was started. */
  readonly onStart?: ((pid: number) => void) | undefined;
}

/**
 * Makes a checker around one compiler process, which is started by the first check and sees no file
 * of the machine. Throws PluginError when the declaration does not parse or declares nothing.
 */
export function createTypeChecker(options: TypeCheckerOptions): TypeChecker {
  const names = declaredNames(options.declaration);
  const closing = new AbortController();
  let compiler: CompilerProcess | undefined;
  let last: Promise<unknown> = Promise.resolve();

  const diagnoseOnce = async (files: VirtualFiles): Promise<Diagnosis> => {
    closing.signal.throwIfAborted();
    compiler ??= await start(options, names);
    closing.signal.throwIfAborted();
    const diagnosis = await compiler.diagnose(files);
    if (diagnosis.status !== 'diagnosed') compiler = undefined;
    return diagnosis;
  };
  const complain = async (source: Source): Promise<readonly TypeComplaint[]> => {
    const files = candidateFiles(source);
    const diagnosis = await diagnose(files, diagnoseOnce);
    closing.signal.throwIfAborted();
    return complaintsAbout(source, { diagnosis, names });
  };
  const close = async (): Promise<void> => {
    closing.abort(new SandboxError('the type checker was closed'));
    await compiler?.kill();
    await last;
    await compiler?.kill();
  };
  return {
    check(source, signal, parent) {
      const turn = last.then(() => {
        signal.throwIfAborted();
        return newComplaints(complain, source, parent);
      });
      last = turn.catch(() => undefined);
      return unlessAborted(turn, signal);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

type Complain = (source: Source) => Promise<readonly TypeComplaint[]>;

async function newComplaints(
  complain: Complain,
  source: Source,
  parent: Source | undefined,
): Promise<readonly TypeComplaint[]> {
  const found = await complain(source);
  const old = found.length === 0 || parent === undefined ? [] : await complain(parent);
  const known = new Set(old.map(({ message }) => message));
  return found.filter(({ message }) => !known.has(message)).slice(0, MAX_COMPLAINTS);
}

/**
 * A compiler that dies is started again, once. When it dies again, a program without a candidate tells
 * whether the compiler or the candidate is at fault.
 */
async function diagnose(
  files: VirtualFiles,
  once: (files: VirtualFiles) => Promise<Diagnosis>,
): Promise<Diagnosis> {
  const first = await once(files);
  if (first.status !== 'died') return first;
  const second = await once(files);
  if (second.status !== 'died') return second;
  const alone = await once(new Map());
  if (alone.status === 'diagnosed') return second;
  throw cannotRun(second.message);
}

async function start(
  options: TypeCheckerOptions,
  names: readonly string[],
): Promise<CompilerProcess> {
  const { declaration, entry, timeoutMs = 10_000, memoryMb = 1024, onStart } = options;
  const installed = findCompiler();
  const library = await readRealmLibrary(path.dirname(installed), LIBRARY).catch(
    (error: unknown) => {
      throw cannotRun(messageOf(error));
    },
  );
  const compiler = startCompiler({
    executable: options.executable ?? installed,
    files: unchangingFiles({ declaration, entry, names, library }),
    project: PROJECT,
    timeoutMs,
    memoryMb,
  });
  if (compiler.pid !== undefined) onStart?.(compiler.pid);
  return compiler;
}

/** Path of the native compiler that the `typescript` package brings for this machine. Throws SandboxError. */
export function findCompiler(): string {
  try {
    const home = createRequire(import.meta.url).resolve('typescript/package.json');
    const native = `@typescript/typescript-${process.platform}-${process.arch}/package.json`;
    const name = process.platform === 'win32' ? 'tsc.exe' : 'tsc';
    return path.join(path.dirname(createRequire(home).resolve(native)), 'lib', name);
  } catch (error) {
    throw cannotRun(messageOf(error));
  }
}

function cannotRun(why: string): SandboxError {
  return new SandboxError(`the type checker cannot run: ${why}`, {
    hint: 'Install adrs again: the native compiler of TypeScript 7 must be installed for this machine. Or turn the type check off.',
  });
}

async function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, resolve } = Promise.withResolvers<'aborted'>();
  const abort = (): void => resolve('aborted');
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  const first = await Promise.race([work.then((value) => ({ value })), aborted]).finally(() =>
    signal.removeEventListener('abort', abort),
  );
  if (first !== 'aborted') return first.value;
  work.catch(() => undefined);
  signal.throwIfAborted();
  return work;
}
