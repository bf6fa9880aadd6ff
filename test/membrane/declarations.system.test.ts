import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { parse, type ParserOptions } from '@babel/parser';
import type { Node, Statement, TSTypeElement } from '@babel/types';
import { afterAll, beforeAll, expect, test } from 'vitest';

const run = promisify(execFile);
const repository = path.join(import.meta.dirname, '..', '..');
const problems = path.join(repository, 'problems');

let root = '';
beforeAll(async () => {
  // Inside the package, where `adrs-lab/sim` can be imported, and ignored by git.
  await mkdir(path.join(repository, 'runs'), { recursive: true });
  root = await mkdtemp(path.join(repository, 'runs', 'declarations-'));
});
afterAll(() => rm(root, { recursive: true }));

/** A name that is declared for policies: a function, a method or a field. */
interface Name {
  readonly text: string;
  readonly start: number;
}

test('no function, method or field of a declaration can be renamed unnoticed', async () => {
  const renamed: string[] = [];
  const unchanged: string[] = [];
  await cp(path.join(problems, 'shared'), path.join(root, 'shared'), { recursive: true });
  const folders = await readdir(problems, { withFileTypes: true });
  for (const { name: problem } of folders.filter((entry) => entry.isDirectory())) {
    if (problem === 'shared') continue;
    const declaration = await readFile(path.join(problems, problem, 'policy.d.ts'), 'utf8');
    unchanged.push(await writeCopy(problem, { as: `${problem}-unchanged`, declaration }));
    for (const { text, start } of namesIn(declaration)) {
      const changed = `${declaration.slice(0, start)}renamed_${declaration.slice(start)}`;
      const as = `${problem}-${text}-${start}`;
      renamed.push(await writeCopy(problem, { as, declaration: changed }));
    }
  }
  const failed = await foldersThatFail();
  expect(renamed.length).toBeGreaterThan(80);
  expect(renamed.filter((copy) => !failed.has(copy))).toEqual([]);
  expect(unchanged.filter((copy) => failed.has(copy))).toEqual([]);
});

async function writeCopy(
  problem: string,
  { as, declaration }: { readonly as: string; readonly declaration: string },
): Promise<string> {
  const folder = path.join(root, as);
  const filter = (source: string): boolean => path.basename(source) !== 'policies';
  await cp(path.join(problems, problem), folder, { recursive: true, filter });
  await writeFile(path.join(folder, 'policy.d.ts'), declaration);
  return as;
}

/** Compiles all copies in one go; the names of those that have an error. */
async function foldersThatFail(): Promise<ReadonlySet<string>> {
  const config = path.join(root, 'tsconfig.json');
  const typeRoots = [path.join(repository, 'node_modules', '@types')];
  await writeFile(
    config,
    JSON.stringify({
      extends: path.join(repository, 'tsconfig.json'),
      compilerOptions: { typeRoots },
      include: ['**/*'],
    }),
  );
  const tsc = path.join(repository, 'node_modules', '.bin', 'tsc');
  const args = ['-p', config, '--pretty', 'false'];
  const { stdout } = await run(tsc, args, { cwd: root, maxBuffer: 2 ** 26 }).catch(outputOf);
  return new Set(
    [...stdout.matchAll(/^([^/\s]+)\/\S+\(\d+,\d+\): error/gm)].map(([, at]) => at ?? ''),
  );
}

/** Output of a compiler that found errors. Rethrows anything else. */
function outputOf(error: unknown): { readonly stdout: string } {
  if (error instanceof Error && 'stdout' in error && typeof error.stdout === 'string') {
    return { stdout: error.stdout };
  }
  throw error;
}

function namesIn(declaration: string): readonly Name[] {
  const plugins: ParserOptions['plugins'] = [['typescript', { dts: true }]];
  return parse(declaration, { sourceType: 'module', plugins }).program.body.flatMap(namesOf);
}

function namesOf(statement: Statement): readonly Name[] {
  if (statement.type !== 'ExportNamedDeclaration') return [];
  const { declaration } = statement;
  if (declaration?.type === 'TSDeclareFunction') return nameAt(declaration.id);
  if (declaration?.type !== 'TSInterfaceDeclaration') return [];
  return declaration.body.body.flatMap((member: TSTypeElement) =>
    'key' in member ? nameAt(member.key) : [],
  );
}

function nameAt(node: Node | null | undefined): readonly Name[] {
  if (node?.type !== 'Identifier' || typeof node.start !== 'number') return [];
  return [{ text: node.name, start: node.start }];
}
