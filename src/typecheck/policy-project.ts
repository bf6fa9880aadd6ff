import path from 'node:path/posix';
import type { Source } from '../core/program.ts';
import type { VirtualFiles } from './virtual-files.ts';

/** Where the candidate's files lie in the compiler's view. */
export const CANDIDATE = '/candidate';
export const PROJECT = '/tsconfig.json';
export const LIBRARY = '/library';
/** Apart from the candidate's files, which can bring a `policy.d.ts` of their own. */
const DECLARATION = '/declaration/policy.d.ts';

/**
 * `strict`, less what would refuse programs that run well: an index that may be out of range, a field
 * that is set later, a `catch` of anything, a `this` without a type. `noImplicitAny` stays: with it the
 * compiler follows what an unannotated `let x;` or `const list = [];` comes to hold; its complaints
 * themselves are left out (see `sift-diagnostics.ts`).
 */
const COMPILER_OPTIONS = {
  target: 'es2024',
  module: 'esnext',
  paths: { '@/*': [DECLARATION], '@@/*': [DECLARATION] },
  moduleResolution: 'bundler',
  moduleDetection: 'force',
  noLib: true,
  types: [],
  noEmit: true,
  allowImportingTsExtensions: true,
  verbatimModuleSyntax: true,
  erasableSyntaxOnly: true,
  allowJs: true,
  checkJs: true,
  skipLibCheck: true,
  strict: true,
  strictPropertyInitialization: false,
  strictBuiltinIteratorReturn: false,
  useUnknownInCatchVariables: false,
  noImplicitThis: false,
  allowUnreachableCode: true,
  allowUnusedLabels: true,
};

/**
 * What a candidate's export must fit. Methods become functions, so that a parameter that asks for
 * more than the declaration gives is told; a result of which the candidate says no more than `string`
 * stands for one of the declared strings.
 */
const COMPARISON_TYPES = `
type Given<T> = T extends (...args: infer A) => infer R ? (...args: A) => R
  : T extends ArrayBufferView | ReadonlyMap<any, any> | ReadonlySet<any> ? T
  : T extends object ? { [K in keyof T]: Given<T[K]> } : T;
type GivenAll<A extends readonly unknown[]> = { [K in keyof A]: Given<A[K]> };
type Wanted<D, C> = D extends string ? (string extends C ? C : D)
  : D extends (...args: infer A) => infer R
    ? (...args: GivenAll<A>) => Wanted<R, C extends (...args: never) => infer S ? S : unknown>
  : D extends readonly unknown[] | ArrayBufferView ? D
  : D extends object ? { [K in keyof D]: Wanted<D[K], K extends keyof C ? C[K] : unknown> } : D;
`;

/** The files of the project that are the same for every candidate. */
export function unchangingFiles(policy: {
  readonly declaration: string;
  readonly entry: string;
  readonly names: readonly string[];
  readonly library: VirtualFiles;
}): VirtualFiles {
  const { declaration, entry, names, library } = policy;
  const config = {
    compilerOptions: COMPILER_OPTIONS,
    files: [...library.keys(), ...names.map(comparisonFile)],
  };
  return new Map([
    [PROJECT, JSON.stringify(config)],
    [DECLARATION, declaration],
    ...names.map((name): [string, string] => [comparisonFile(name), comparisonOf(entry, name)]),
    ...library,
  ]);
}

/** The files of the project that a candidate brings. */
export function candidateFiles(source: Source): VirtualFiles {
  return new Map(
    Object.entries(source.files).map(([file, text]) => [
      path.join(CANDIDATE, file),
      withTypesFromDeclaration(text, { file, source }),
    ]),
  );
}

/**
 * Policies import types from the declaration, which is gone when they run, by whatever relative path.
 * Beside `policy.ts` the compiler takes `./policy.d.ts` for that very file, so the first dots become
 * another sign of the same length, which stands for the declaration. `./policy` means it in the entry
 * itself.
 */
function withTypesFromDeclaration(
  text: string,
  { file, source }: { readonly file: string; readonly source: Source },
): string {
  const stem = path.basename(source.entry).replace(/\.[jt]s$/, '');
  const names = [...new Set(['policy', stem])];
  if (Object.keys(source.files).some((other) => names.includes(path.basename(other, '.d.ts')))) {
    return text;
  }
  const all = names.map((name) => name.replaceAll('.', String.raw`\.`)).join('|');
  const declaration = String.raw`(?:[\w.-]+/)*(?:${all})\.d(?:\.ts)?`;
  const meant =
    file === source.entry ? String.raw`${declaration}|(?:${all})(?:\.[jt]s)?` : declaration;
  const specifier = new RegExp(
    String.raw`(\b(?:from|import\s*\()\s*['"])(\.\.?)(?=/(?:${meant})['"])`,
    'g',
  );
  return text.replaceAll(
    specifier,
    (_match, before: string, dots: string) => before + '@'.repeat(dots.length),
  );
}

/** Undoes in a message what was done to the paths of imports. */
export function withDots(message: string): string {
  return message.replaceAll(/(["'])(@@?)\//g, (_match, quote: string, signs: string) => {
    return `${quote}${'.'.repeat(signs.length)}/`;
  });
}

/** The file that holds one export against its declaration. */
export function comparisonFile(name: string): string {
  return `/comparison/${name}.ts`;
}

function comparisonOf(entry: string, name: string): string {
  return `import * as candidate from ${JSON.stringify(`..${path.join(CANDIDATE, entry)}`)};
import type * as declared from '..${DECLARATION}';
${COMPARISON_TYPES}
export const compared: Wanted<typeof declared.${name}, typeof candidate.${name}> = candidate.${name};
`;
}
