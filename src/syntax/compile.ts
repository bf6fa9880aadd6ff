import type { File, Node } from '@babel/types';
import type { Source } from '../core/program.ts';
import { eraseTypes } from './erase-types.ts';
import { countedCalls } from './calls/counted-calls.ts';
import { LANGUAGE_EXTRAS, refusedLiteral, type LanguageExtra } from './language-extras.ts';
import { takenApart } from './caught-errors.ts';
import { METER_HOOKS, codeMarks, stepNameOf } from './meter.ts';
import { complaintFrom, parseModule, parseScriptModule } from './parse.ts';
import { restElements } from './rest-elements.ts';
import { analyseScope } from './scope.ts';
import {
  placeOf,
  rewriteModule,
  type ModuleImport,
  type RewrittenModule,
} from './rewrite-module.ts';

/** A candidate as scripts for its realm, or the first complaint about it. */
export type Compiled =
  | {
      readonly ok: true;
      /** In the order in which they must run; the entry is last. */
      readonly files: readonly CompiledFile[];
      /** Names that the entry exports, `default` among them. */
      readonly exports: readonly string[];
      readonly calls: CallTraits;
    }
  | CompileComplaint;

/** What a realm must know of the calls of a policy, to count how deep they nest. */
export interface CallTraits {
  /** As how many nested calls its largest function counts. */
  readonly most: number;
  /** Whether the engine may call its functions where the text shows no call. */
  readonly isHidden: boolean;
}

/** One file of a candidate. */
export interface CompiledFile {
  readonly path: string;
  /**
   * The module without exports and imports, its lines and columns in place. To be parsed once as a
   * *module*: that is what proves that `script` holds nothing outside its function.
   */
  readonly body: string;
  /**
   * A script whose value is a strict function. Its arguments are the array of what the files before it
   * returned and, if it is metered, what it charges by (`MeterHooks`); it runs the module's body afresh and
   * returns its exports. The function of a metered file has a member `left`, the cell that it counts in.
   * Line 1 of the file is line 2 here, so compile it with a line offset of -1.
   */
  readonly script: string;
}

export interface CompileComplaint {
  readonly ok: false;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
  readonly message: string;
  /** The text may be correct: it is nested too deeply, or a parser would take too long. */
  readonly unreadable?: true;
}

/**
 * Turns a gated candidate into plain scripts: types are blanked out and ECMAScript modules become
 * functions that can be run again for a fresh instance. Lines and columns stay what they were. A
 * candidate may import its own files only, without cycles, and is synchronous: what it does in a case
 * ends with the case. Never throws, whatever the text.
 *
 * With `metered` whatever runs is charged to a counter before it does; columns are no longer what they
 * were, lines are. `mayBeAsync` is for the framework's own files.
 */
export function compilePolicy(
  source: Source,
  { mayBeAsync = false, metered = false, extras = LANGUAGE_EXTRAS }: CompileOptions = {},
): Compiled {
  const done = new Map<string, ReadModule>();
  const name = stepNameOf(Object.values(source.files));
  const complaint = visit(source, source.entry, { done, open: new Set(), mayBeAsync, extras });
  if (complaint !== undefined) return complaint;
  const exports = done.get(source.entry)?.exports.map((one) => one.name) ?? [];
  const order = [...done.keys()];
  if (mayBeAsync) {
    const files = [...done.values()].map((module) => {
      const { path, body } = module;
      return { path, body, script: scriptOf({ ...module, weight: undefined }, { order, name }) };
    });
    return { ok: true, files, exports, calls: { most: 1, isHidden: false } };
  }
  const made = filesOf([...done.values()], { order, name, metered });
  return made.ok ? { ...made, exports } : made;
}

type MadeFiles =
  | { readonly ok: true; readonly files: readonly CompiledFile[]; readonly calls: CallTraits }
  | CompileComplaint;

/** Marks the files of a policy with what they count. */
function filesOf(
  modules: readonly ReadModule[],
  { metered, ...options }: ScriptOptions & { readonly metered: boolean },
): MadeFiles {
  const files: CompiledFile[] = [];
  let path = modules[0]?.path ?? '';
  try {
    const calls = countedCalls(
      modules.map((module) => ({ ...module, scope: analyseScope(module.ast) })),
    );
    for (const module of modules) {
      path = module.path;
      const { code, ast } = module;
      const { marks, weight } = codeMarks(code, ast, { name: options.name, metered, calls });
      const marked = rewriteModule(code, ast, { mayBeAsync: false, marks });
      if (!marked.ok) return { ...marked, file: path };
      const { body } = marked;
      const counted = { ...module, body, weight: metered ? weight : undefined };
      files.push({ path, body, script: scriptOf(counted, options) });
    }
    return { ok: true, files, calls };
  } catch (error) {
    return { ...complaintFrom(error), file: path };
  }
}

interface CompileOptions {
  /** Default: all. */
  readonly extras?: readonly LanguageExtra[];
  readonly mayBeAsync?: boolean;
  readonly metered?: boolean;
}

interface Walk {
  /** Finished files, in the order in which they must run. */
  readonly done: Map<string, ReadModule>;
  /** Files whose imports are being visited. */
  readonly open: Set<string>;
  readonly mayBeAsync: boolean;
  readonly extras: readonly LanguageExtra[];
}

/** A file without its types, exports and imports, and without marks. */
interface ReadModule extends RewrittenModule {
  readonly path: string;
  readonly code: string;
  readonly ast: File;
  /** Whether it is the framework's own. */
  readonly isTrusted: boolean;
}

function visit(source: Source, path: string, walk: Walk): CompileComplaint | undefined {
  const module = compileFile(path, source.files[path] ?? '', walk);
  if (!module.ok) return module;
  walk.open.add(path);
  const imports: ModuleImport[] = [];
  for (const one of module.imports) {
    const target = resolve(path, one.specifier) ?? '';
    const complaint =
      complaintAboutTarget(target, one, { source, walk }) ??
      (walk.done.has(target) ? undefined : visit(source, target, walk)) ??
      complaintAboutNames(target, one, walk);
    if (typeof complaint === 'string') {
      return { ok: false, file: path, line: one.line, column: one.column, message: complaint };
    }
    if (complaint !== undefined) return complaint;
    imports.push({ ...one, specifier: target });
  }
  walk.open.delete(path);
  walk.done.set(path, { ...module, imports });
  return undefined;
}

function complaintAboutTarget(
  target: string,
  { specifier }: ModuleImport,
  { source, walk }: { readonly source: Source; readonly walk: Walk },
): string | undefined {
  if (!Object.hasOwn(source.files, target)) {
    if (specifier.endsWith('.d.ts')) {
      return `${JSON.stringify(specifier)} holds types only: write import type { ... }`;
    }
    return `imports are not allowed: ${JSON.stringify(specifier)} is no file of the policy`;
  }
  return walk.open.has(target) ? `${target} is imported in a circle` : undefined;
}

function complaintAboutNames(target: string, one: ModuleImport, walk: Walk): string | undefined {
  const exported = new Set(walk.done.get(target)?.exports.map(({ name }) => name));
  const missing = one.names.find(({ imported }) => imported !== '*' && !exported.has(imported));
  return missing === undefined ? undefined : `${target} does not export ${missing.imported}`;
}

function compileFile(
  path: string,
  text: string,
  { mayBeAsync, extras }: Walk,
): ReadModule | CompileComplaint {
  const typed = parseModule(text);
  if (!typed.ok) return { ...typed, file: path };
  const stripped = eraseTypes(text, typed.ast);
  if (typeof stripped !== 'string') return { ...stripped, file: path };
  // A second look proves that nothing is left of the types.
  const plain = parseScriptModule(stripped);
  if (!plain.ok) return { ...plain, file: path };
  try {
    const refused = mayBeAsync ? undefined : refusedForm(plain.ast, extras);
    if (refused !== undefined) {
      return { ok: false, file: path, ...placeOf(refused.node), message: refused.message };
    }
    const { ast } = plain;
    const module = rewriteModule(stripped, ast, { mayBeAsync });
    return module.ok
      ? { ...module, path, code: stripped, ast, isTrusted: mayBeAsync }
      : { ...module, file: path };
  } catch (error) {
    return { ...complaintFrom(error), file: path };
  }
}

/** `./b.ts` seen from `a/x.ts` is `a/b.ts`; undefined when it is no relative path or leaves the root. */
function resolve(from: string, specifier: string): string | undefined {
  if (!/^\.\.?\//.test(specifier)) return undefined;
  const parts = from.split('/').slice(0, -1);
  for (const part of specifier.split('/')) {
    if (part === '..' && parts.pop() === undefined) return undefined;
    if (part !== '..' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

const MISPLACED_REST =
  'a rest element stands directly in the pattern of a declaration or an assignment, or comes last in that of a parameter of a function that is no generator, or of a loop';
/** The first form that cannot be charged or shown, and why it is refused. */
function refusedForm(
  ast: File,
  extras: readonly LanguageExtra[],
): { readonly node: Node; readonly message: string } | undefined {
  const { misplaced } = restElements(ast);
  const pattern = takenApart(ast);
  return (
    refusedLiteral(ast, extras) ??
    (misplaced && { node: misplaced, message: MISPLACED_REST }) ??
    (pattern && { node: pattern, message: 'catch a plain name' })
  );
}

interface ScriptOptions {
  readonly order: readonly string[];
  /** What the names begin with that no file can contain. */
  readonly name: string;
}

interface MarkedModule extends ReadModule {
  /** Steps of the module's own code, outside of functions and loops, if they are counted. */
  readonly weight: number | undefined;
}

/**
 * The body stands in a function of its own without arguments, so that it cannot reach those of the one
 * around it.
 */
function scriptOf(module: MarkedModule, { order, name }: ScriptOptions): string {
  const bindings = module.imports.flatMap(({ specifier, names }) =>
    names.map(({ imported, local }) => {
      const from = `${name}x[${order.indexOf(specifier)}]`;
      return `const ${local} = ${imported === '*' ? from : `${from}[${JSON.stringify(imported)}]`};`;
    }),
  );
  const exported = module.exports.map(
    ({ name: key, local }) => `[${JSON.stringify(key)}]: ${local}`,
  );
  const opening = module.isTrusted ? '' : openingOf(name, module.weight);
  const run = `(function (${name}x, ${name}h) { 'use strict'; ${opening} ${bindings.join(' ')} return (function () {\n${module.body}\nreturn { __proto__: null, ${exported.join(', ')} }; }).call(undefined); })`;
  return module.weight === undefined ? run : withCell(name, run);
}

/** Names what the module calls and, if it is metered, charges its own steps. */
function openingOf(name: string, weight: number | undefined): string {
  const renamed = METER_HOOKS.map((hook) => `${hook}: ${name}${hook}`);
  const charge = weight === undefined ? '' : `if ((${name} -= ${weight}) < 0) ${name}o();`;
  return `const { ${renamed.join(', ')} } = ${name}h; ${charge}`;
}

/** A counter for each file: the engine reaches a variable of the file itself most quickly. */
function withCell(name: string, run: string): string {
  return `(() => { let ${name} = 0; const run = ${run}; run.left = { get: () => ${name}, set: (left) => { ${name} = left; } }; return run; })()`;
}
