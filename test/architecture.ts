import { glob, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Top to bottom. A folder of src/ may import from folders on lower floors and from itself. */
const FLOORS: readonly (readonly string[])[] = [
  ['cli'],
  ['session'],
  ['report'],
  ['engine', 'llm', 'view', 'config'],
  ['testing', 'texts'],
  'archive search genetic tune reply prompt scoring membrane sim policies models sandbox queue store typecheck'.split(
    ' ',
  ),
  ['core', 'stats', 'syntax'],
];

/** Arrows inside the ground floor: statistics and the policy languages may use the contracts. */
const ALLOWED_SIDEWAYS = new Set(['syntax>core', 'stats>core']);

/** Public lists: they may look anywhere below, their neighbours included. */
const ENTRY_POINTS = new Set(['src/index.ts', 'src/sim/index.ts', 'src/testing/index.ts']);

/** Imports that plugins may use in addition to their own folder and packages. */
const EXPORTED = /^adrs-lab(\/(sim|testing|evaluators\/[\w-]+))?$/;

const floorOf = new Map(
  FLOORS.flatMap((folders, floor) => folders.map((name) => [name, floor] as const)),
);

/** Files with what they import, both relative to the root; packages by their names. */
export type Imports = ReadonlyMap<string, readonly string[]>;

const COMMENTS = /\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm;
const SPECIFIERS = /(?:from|import)\s*\(?\s*'([^']+)'/g;

/** The imports of every TypeScript file below `root/folder`: of types, dynamic ones and re-exports too. */
export async function importsIn(root: string, folder: string): Promise<Imports> {
  const imports = new Map<string, string[]>();
  for await (const found of glob(`${folder}/**/*.ts`, { cwd: root })) {
    const file = found.split(path.sep).join('/');
    const text = await readFile(path.join(root, file), 'utf8');
    const names = [...text.replaceAll(COMMENTS, '').matchAll(SPECIFIERS)].map(([, name = '']) =>
      name.startsWith('.') ? path.posix.join(path.posix.dirname(file), name) : name,
    );
    imports.set(file, [...new Set(names)]);
  }
  return new Map([...imports].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The imports of src/ that go up, sideways, or from or to a folder without a floor. */
export function faultsOfFloors(imports: Imports): readonly string[] {
  return arrowsOf(imports).flatMap(([file, target]) => {
    if (!target.startsWith('src/') || ENTRY_POINTS.has(file)) return [];
    const [from, to] = [roomOf(file), roomOf(target)];
    if (from === to && floorOf.has(from)) return [];
    const down = (floorOf.get(to) ?? -1) > (floorOf.get(from) ?? Infinity);
    return down || ALLOWED_SIDEWAYS.has(`${from}>${to}`) ? [] : [`${file} -> ${target}`];
  });
}

/**
 * The imports of `problems/` or `evaluators/` that leave their own folder for something that the package
 * does not export. Problems may also use what they share.
 */
export function faultsOfPlugins(imports: Imports, folder: string): readonly string[] {
  return arrowsOf(imports).flatMap(([file, target]) => {
    const home = file.split('/').slice(0, 2).join('/') + '/';
    const stays = target.startsWith(home) || target.startsWith(`${folder}/shared/`);
    const isPackage = !target.includes('.ts') && !target.startsWith('.');
    const isAllowed = isPackage ? !/^adrs-lab(\/|$)/.test(target) || EXPORTED.test(target) : stays;
    return isAllowed ? [] : [`${file} -> ${target}`];
  });
}

/** Circles of imports, each once, beginning with its first file. */
export function circlesIn(imports: Imports): readonly string[] {
  const circles = new Set<string>();
  const done = new Set<string>();
  const visit = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file);
    if (start >= 0) circles.add(fromSmallest(trail.slice(start)).join(' -> '));
    if (start >= 0 || done.has(file)) return;
    for (const target of imports.get(file) ?? []) visit(target, [...trail, file]);
    done.add(file);
  };
  for (const file of imports.keys()) visit(file, []);
  return [...circles];
}

function fromSmallest(circle: readonly string[]): readonly string[] {
  const start = circle.indexOf(circle.toSorted()[0] ?? '');
  return [...circle.slice(start), ...circle.slice(0, start)];
}

function arrowsOf(imports: Imports): readonly (readonly [file: string, target: string])[] {
  return [...imports].flatMap(([file, targets]) =>
    targets.map((target) => [file, target] as const),
  );
}

function roomOf(file: string): string {
  return file.split('/')[1] ?? '';
}
