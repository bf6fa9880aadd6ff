import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import { ladder, type Script } from '../../src/testing/scripted-model.ts';

const root = path.join(import.meta.dirname, '..', '..');
const cantBeLate = path.join(root, 'problems', 'cant-be-late');

/** Known policies of cant-be-late, from worse to better; the file of each. */
export const RUNGS = [
  ['wait-then-on-demand', 'policies/seeds'],
  ['greedy', 'policies/baselines'],
  ['never-idle', 'policies/seeds'],
  ['uniform-progress', 'policies/baselines'],
] as const;

/** The policy of a rung, marked so that a prompt that shows it can be recognised. */
export async function rungText(name: string, folder: string): Promise<string> {
  const text = await readFile(path.join(cantBeLate, folder, `${name}.ts`), 'utf8');
  return `// ${markerOf(name)}\n${text}`;
}

function markerOf(name: string): string {
  return `Rung of the ladder: ${name}.`;
}

/** Replies that take a program one known policy further at a time. */
export async function ladderScript(): Promise<Script> {
  const steps = RUNGS.map(async ([name, folder]) => ({
    marker: markerOf(name),
    reply: `Idea: ${name}\n\n\`\`\`ts policy.ts\n${await rungText(name, folder)}\`\`\`\n`,
  }));
  return ladder(await Promise.all(steps));
}

export interface LadderFolder extends AsyncDisposable {
  readonly folder: string;
  /** Writes a run file and answers with its path. */
  runFile(name: string, config: object): Promise<string>;
}

/** A folder with a problem that is cant-be-late with the worst policy as its only seed. */
export async function makeLadderFolder(): Promise<LadderFolder> {
  // Inside the package, so that the problem finds what it imports.
  const folder = await mkdtemp(path.join(root, 'runs', 'ladder-'));
  const files = RUNGS.map(([name, where]) => ({ name, where: `${where}/${name}.ts` }));
  await writeFile(
    path.join(folder, 'problem.ts'),
    `import { problem as original } from '${path.relative(folder, cantBeLate)}/problem.ts';
const place = (name: string): URL => new URL('${path.relative(folder, cantBeLate)}/' + name, import.meta.url);
export const problem = {
  ...original,
  name: '${path.basename(folder)}',
  seeds: [{ name: 'on-demand', file: place('policies/baselines/on-demand.ts') }],
  baselines: ${JSON.stringify(files)}.map(({ name, where }) => ({ name, file: place(where) })),
};
`,
  );
  return {
    folder,
    async runFile(name, config) {
      const file = path.join(folder, name);
      await writeFile(file, stringify({ problem: './problem.ts', seed: 7, ...config }));
      return file;
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
