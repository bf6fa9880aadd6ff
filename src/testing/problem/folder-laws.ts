import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { LineCounter, parseDocument, type Document } from 'yaml';
import { messageOf } from '../../core/errors.ts';
import { complaintsAboutProblem, type ProblemComplaint } from '../../core/problem-complaints.ts';
import { normalHash } from '../../syntax/normal-form.ts';
import { declaredNames } from '../../typecheck/exported-names.ts';
import { Unjudged, type Finding, type Law, type Place } from './law.ts';
import { placeOfMember } from './places.ts';
import type { ProblemWorld } from './world.ts';

const README_TOPICS: Readonly<Record<string, RegExp>> = {
  'the decision': /decision|polic/i,
  'the model': /model/i,
  'the workloads': /workload|data|cases/i,
  'the metric': /metric|score|objective/i,
  'the bound': /bound/i,
  'the baselines': /baseline/i,
  cheating: /cheat/i,
};

const READ_DOCS = 'docs/problems.md of adrs says what a problem consists of';

/** Laws of the files around a problem. */
export const folderLaws: readonly Law<ProblemWorld>[] = [
  {
    name: 'is what defineProblem demands',
    meaning: 'Everything else reads these members.',
    hint: READ_DOCS,
    place: ({ location }) => placeOfMember(location, []),
    check: async ({ problem, location }) => findingsOf(complaintsAboutProblem(problem), location),
  },
  {
    name: 'is named as its folder',
    meaning: 'A folder is what people type, and the name what a run is called.',
    hint: 'give both the same name',
    place: ({ location }) => placeOfMember(location, ['name']),
    check: async ({ problem: { name }, location, folder }) => {
      const isThere = (await stat(location).catch(() => undefined)) !== undefined;
      const isOwnFolder = isThere && path.basename(location).startsWith('problem.');
      if (!isOwnFolder || path.basename(folder) === name) return [];
      return [{ message: `it is named "${name}" and its folder "${path.basename(folder)}"` }];
    },
  },
  {
    name: 'has a README on the decision, the model, the workloads, metric, bound, baselines and cheating',
    meaning: 'Whoever reads a result must be able to find out what was measured.',
    hint: 'write a README.md beside problem.ts with a heading for each',
    place: ({ folder }) => ({ file: path.join(folder, 'README.md') }),
    check: topicsMissing,
  },
  {
    name: 'declares the functions of a policy',
    meaning: 'The declaration is all that a proposer reads of the interface.',
    hint: 'write policy.d.ts with `export function NAME(...): ...;` for each function of the port, and name it in policy.declaration',
    place: declarationPlace,
    check: faultsOfDeclaration,
  },
  {
    name: 'has a run file that names it',
    meaning: 'The run file in its folder would otherwise start a run of another problem.',
    hint: 'write the name of the problem, or leave the file out',
    place: ({ folder }) => ({ file: path.join(folder, 'run.yaml') }),
    check: faultsOfRunFile,
  },
  {
    name: 'has seeds that differ',
    meaning: 'Two equal seeds are one: the search starts with less than it seems to.',
    hint: 'change one of them, or take it away',
    place: ({ location }) => placeOfMember(location, ['seeds']),
    check: equalSeeds,
  },
];

/** What is wrong with the value of a problem, each at the place of its member. */
export async function findingsOf(
  complaints: readonly ProblemComplaint[],
  location: string,
): Promise<readonly Finding[]> {
  return Promise.all(
    complaints.map(async ({ text, path: members }) => ({
      message: text,
      place: await placeOfMember(location, members),
      hint: READ_DOCS,
    })),
  );
}

/** The names that the declaration of a problem declares. Throws Unjudged when there are none. */
export async function namesDeclared({ problem }: ProblemWorld): Promise<readonly string[]> {
  try {
    return declaredNames(await readFile(problem.policy.declaration, 'utf8'));
  } catch (cause) {
    throw new Unjudged('the declaration of the policy cannot be read', { cause });
  }
}

async function declarationPlace({ problem, location }: ProblemWorld): Promise<Place> {
  const file = fileURLToPath(problem.policy.declaration);
  const isThere = await readFile(file).catch(() => undefined);
  return isThere === undefined ? placeOfMember(location, ['policy', 'declaration']) : { file };
}

async function topicsMissing({ folder }: ProblemWorld): Promise<readonly Finding[]> {
  const text = await readFile(path.join(folder, 'README.md'), 'utf8').catch(() => undefined);
  if (text === undefined) return [{ message: 'there is no README.md' }];
  const headings = text.split('\n').filter((line) => line.startsWith('#'));
  const missing = Object.entries(README_TOPICS).filter(
    ([, topic]) => !headings.some((heading) => topic.test(heading)),
  );
  if (missing.length === 0) return [];
  return [{ message: `no heading is about ${missing.map(([name]) => name).join(', ')}` }];
}

async function faultsOfDeclaration({ problem }: ProblemWorld): Promise<readonly Finding[]> {
  const file = fileURLToPath(problem.policy.declaration);
  const text = await readFile(file, 'utf8').catch((cause: unknown) => ({ cause }));
  if (typeof text !== 'string')
    return [{ message: `cannot read ${file}: ${messageOf(text.cause)}` }];
  try {
    declaredNames(text);
    return [];
  } catch (thrown) {
    const [, line, column] = /\((\d+):(\d+)\)/.exec(messageOf(thrown)) ?? [];
    const place =
      line === undefined ? { file } : { file, line: Number(line), column: Number(column) + 1 };
    return [{ message: messageOf(thrown), place }];
  }
}

async function faultsOfRunFile(world: ProblemWorld): Promise<readonly Finding[]> {
  const { problem, folder } = world;
  const file = path.join(folder, 'run.yaml');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    const message = `the run file is no YAML: ${error.message.split('\n')[0] ?? ''}`;
    return [
      {
        message,
        place: { file, line, column: col },
        hint: 'docs/run-file.md of adrs shows run files',
      },
    ];
  }
  const named = document.get('problem');
  if (typeof named === 'string' && isNameOf(named, world)) return [];
  const place = { file, ...placeOfKey(document, lineCounter) };
  return [
    {
      message: `its problem is ${JSON.stringify(named) ?? 'missing'}, not "${problem.name}"`,
      place,
    },
  ];
}

function isNameOf(named: string, { problem, folder, location }: ProblemWorld): boolean {
  return named === problem.name || [folder, location].includes(path.resolve(folder, named));
}

function placeOfKey(
  document: Document,
  lineCounter: LineCounter,
): { line?: number; column?: number } {
  const node: unknown = document.get('problem', true);
  const range: unknown = Reflect.get(Object(node), 'range');
  const start: unknown = Array.isArray(range) ? range[0] : undefined;
  if (typeof start !== 'number') return {};
  const { line, col } = lineCounter.linePos(start);
  return { line, column: col };
}

async function equalSeeds(world: ProblemWorld): Promise<readonly Finding[]> {
  const seen = new Map<string, string>();
  const found: Finding[] = [];
  for (const seed of world.problem.seeds) {
    const source = await world.read(seed).catch(() => undefined);
    const hash = source && normalHash(source);
    const other = hash === undefined ? undefined : seen.get(hash);
    const place = { file: fileURLToPath(seed.file) };
    if (other !== undefined)
      found.push({ message: `seed ${seed.name} is the same program as seed ${other}`, place });
    if (hash !== undefined && other === undefined) seen.set(hash, seed.name);
  }
  return found;
}
