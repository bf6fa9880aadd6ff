import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Unjudged, type Finding } from '../../testing/problem/law.ts';
import { findCompiler } from '../../typecheck/type-checker.ts';

/** Findings that are told of one problem. */
const MAX_FINDINGS = 10;
const TIMEOUT_MS = 120_000;

/** What `tsc --strict` says of the files below a folder that these modules consist of. */
export type ProjectTypes = (
  folder: string,
  modules: readonly string[],
) => Promise<readonly Finding[]>;

const OPTIONS = `--ignoreConfig --noEmit --pretty false --strict --skipLibCheck --target es2024
  --lib es2024,esnext.disposable,esnext.iterator --allowImportingTsExtensions --erasableSyntaxOnly
  --verbatimModuleSyntax --types node`.split(/\s+/);

/** As Node resolves modules of a project of modules; more leniently in one that does not say that it is one. */
const MODULES = ['--module', 'nodenext'];
const LENIENT = ['--module', 'esnext', '--moduleResolution', 'bundler'];

/**
 * Checks the types of a problem's own modules with the compiler that candidates go through, as a project, so that a
 * port and its declaration are compared. Throws Unjudged where the types of Node are not installed.
 */
export const checkProjectTypes: ProjectTypes = async (folder, modules) =>
  (await compilerFindings(folder, modules)).slice(0, MAX_FINDINGS);

/** All that the compiler finds in files below `folder`, in its order. */
export const compilerFindings: ProjectTypes = async (folder, modules) => {
  const roots = typeRootsFor(folder);
  if (roots === undefined) {
    throw new Unjudged('the types of Node are not installed here: npm install -D @types/node');
  }
  const typed = modules.filter((file) => file.endsWith('.ts'));
  if (typed.length === 0) return [];
  const modes = (await isOfModules(folder)) ? MODULES : LENIENT;
  const output = await compile([...OPTIONS, ...modes, '--typeRoots', roots, ...typed], folder);
  return output.split('\n').flatMap((line) => {
    const [, file, row, column, message = ''] =
      /^(.+?)\((\d+),(\d+)\): error TS\d+: (.*)$/.exec(line) ?? [];
    if (file === undefined) return [];
    const place = { file: path.resolve(folder, file), line: Number(row), column: Number(column) };
    return place.file.startsWith(folder + path.sep) ? [{ message, place }] : [];
  });
};

/** The folder that holds `@types/node`: the problem's own installation first. */
function typeRootsFor(folder: string): string | undefined {
  for (const from of [path.join(folder, 'problem.ts'), import.meta.filename]) {
    try {
      const manifest = createRequire(from).resolve('@types/node/package.json');
      return path.dirname(path.dirname(manifest));
    } catch {
      // Not installed from there.
    }
  }
  return undefined;
}

async function isOfModules(folder: string): Promise<boolean> {
  for (let place = folder; ; place = path.dirname(place)) {
    const text = await readFile(path.join(place, 'package.json'), 'utf8').catch(() => undefined);
    if (text !== undefined) return /"type"\s*:\s*"module"/.test(text);
    if (place === path.dirname(place)) return false;
  }
}

function compile(args: readonly string[], cwd: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { cwd, timeout: TIMEOUT_MS, maxBuffer: 64 * 1024 * 1024 };
    execFile(findCompiler(), args, options, (error, stdout) => {
      // It answers 1 or 2 where it finds something.
      const isDone = error === null || typeof error.code === 'number';
      if (isDone) resolve(stdout);
      else reject(new Unjudged(`the compiler did not end: ${error.message}`));
    });
  });
}
