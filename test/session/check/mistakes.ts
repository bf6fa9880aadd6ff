/** A mistake to plant into the problem that `adrs new problem` writes, and what a check says of it. */
export interface Mistake {
  readonly what: string;
  /** What becomes of the texts of files: what is replaced by what; a text alone is a whole new file. */
  readonly edits: Readonly<Record<string, readonly [from: string | RegExp, to: string] | string>>;
  /** Files that are taken away. */
  readonly gone?: readonly string[];
  /** The file of the fault, and a text in the line that is named; a file alone where no line can be. */
  readonly at: readonly [file: string, line?: string];
  readonly says: RegExp;
  readonly hint: RegExp;
}

const SIMULATION = 'simulation/index.ts';
const WORKLOAD = 'cases/workload.ts';
const VALUE = 'value: joules / count,';
/** Mistakes of the simulation. */
export const SIMULATION_MISTAKES: readonly Mistake[] = [
  {
    what: 'value NaN',
    edits: { [SIMULATION]: [VALUE, 'value: Number.NaN,'] },
    at: [SIMULATION, 'value: Number.NaN'],
    says: /case train-0: simulate returned NaN as value/,
    hint: /finite number/,
  },
  {
    what: 'value missing',
    edits: { [SIMULATION]: [VALUE, ''] },
    at: [SIMULATION, 'export function simulate'],
    says: /returned undefined as value/,
    hint: /member that is missing/,
  },
  {
    what: 'a metric that is infinite',
    edits: { [SIMULATION]: ['wakeUps: wakeUps / count', 'wakeUps: Number.POSITIVE_INFINITY'] },
    at: [SIMULATION, 'wakeUps: Number.POSITIVE_INFINITY'],
    says: /returned Infinity as wakeUps/,
    hint: /finite number/,
  },
  {
    what: 'a throw in simulate',
    edits: {
      [SIMULATION]: [
        'let joules = 0;',
        "let joules = 0;\n  if (periods.length > 3) throw new RangeError('odd trace');",
      ],
    },
    at: [SIMULATION, 'odd trace'],
    says: /RangeError: odd trace/,
    hint: /PolicyFailure/,
  },
  {
    what: 'Date.now in the simulation',
    edits: { [SIMULATION]: [VALUE, 'value: joules / count + Date.now() * 0,'] },
    at: [SIMULATION, 'Date.now'],
    says: /Date\.now/,
    hint: /rng/,
  },
  {
    what: 'Math.random in the simulation',
    edits: { [SIMULATION]: ['let joules = 0;', 'let joules = Math.random();'] },
    at: [SIMULATION, 'Math.random'],
    says: /Math\.random/,
    hint: /rng/,
  },
  {
    what: 'node:fs in the simulation',
    edits: {
      [SIMULATION]: [
        'import { MACHINE, type IdleCase }',
        "import { existsSync } from 'node:fs';\nexport const isThere = existsSync('/trace');\nimport { MACHINE, type IdleCase }",
      ],
    },
    at: [SIMULATION, "from 'node:fs'"],
    says: /imports "node:fs"/,
    hint: /read files where cases are made/,
  },
  {
    what: 'an endless simulation',
    edits: { [SIMULATION]: ['let joules = 0;', 'let joules = 0;\n  while (periods.length > 3);'] },
    at: [SIMULATION, 'export function simulate'],
    says: /case train-0 .*does not end/,
    hint: /countEvent/,
  },
  {
    what: 'a simulation that remembers from case to case',
    edits: {
      [SIMULATION]: [
        /\/\*\* One machine[^]*let joules = 0;/,
        'let seen = 0;\nexport function simulate({ periods }: IdleCase, policy: Policy<typeof port>): Outcome {\n  const sleeper = policy.createPolicy(MACHINE);\n  let joules = (seen += 1);',
      ],
    },
    at: [SIMULATION, 'export function simulate'],
    says: /came out differently/,
    hint: /no state outside simulate/,
  },
  {
    what: 'a simulation that changes its case',
    edits: {
      [SIMULATION]: [
        'const count = periods.length;',
        '(periods as number[]).push(1);\n  const count = 400;',
      ],
    },
    at: [SIMULATION, 'export function simulate'],
    says: /state leaks between cases/,
    hint: /change no member of the case/,
  },
  {
    what: 'a port function that the declaration lacks',
    edits: {
      [SIMULATION]: [
        '  createPolicy: factory',
        '  plan: call([number()], returnsNumber()),\n  createPolicy: factory',
      ],
    },
    at: [SIMULATION, 'plan: call'],
    says: /does not declare plan/,
    hint: /same functions/,
  },
  {
    what: 'a declared function that the port lacks',
    edits: { 'policy.d.ts': [/$/, 'export function plan(count: number): number;\n'] },
    at: [SIMULATION, 'export const port'],
    says: /the port lacks plan/,
    hint: /same functions/,
  },
];

/** Mistakes of the cases, their bounds and worst values. */
export const CASE_MISTAKES: readonly Mistake[] = [
  {
    what: 'a throw in cases()',
    edits: {
      [WORKLOAD]: [
        'const rng = ',
        "if (count > 3) throw new Error('no trace today');\n  const rng = ",
      ],
    },
    at: [WORKLOAD, 'no trace today'],
    says: /no trace today/,
    hint: /at least one case/,
  },
  {
    what: 'a throw in load()',
    edits: {
      'problem.ts': [
        '  objective: {',
        "  load: () => {\n    throw new TypeError('an odd header');\n  },\n  objective: {",
      ],
    },
    at: ['problem.ts', 'an odd header'],
    says: /an odd header/,
    hint: /ConfigError/,
  },
  {
    what: 'a missing trace file',
    edits: {
      'cases/trace.ts':
        "import { readFileSync } from 'node:fs';\nimport type { IdleCase } from './workload.ts';\nexport function readTrace(): readonly IdleCase[] {\n  return JSON.parse(readFileSync(new URL('trace.json', import.meta.url), 'utf8'));\n}\n",
      'problem.ts': [
        "generateCases('validation', 16)",
        "import('./cases/trace.ts').then(({ readTrace }) => readTrace())",
      ],
    },
    at: ['cases/trace.ts', 'readFileSync(new URL'],
    says: /ENOENT.*trace\.json/,
    hint: /at least one case/,
  },
  {
    what: 'duplicate case ids',
    edits: { [WORKLOAD]: ['id: `${split}-${index}`', 'id: split'] },
    at: ['problem.ts', 'train: ()'],
    says: /split train has two cases with the id "train"/,
    hint: /an id of its own/,
  },
  {
    what: 'an empty split',
    edits: { 'problem.ts': ["generateCases('validation', 16)", '[]'] },
    at: ['problem.ts', 'validation: ()'],
    says: /split validation is empty/,
    hint: /at least one case/,
  },
  {
    what: 'train cases that are also test cases',
    edits: { 'problem.ts': ["generateCases('test', 32)", "generateCases('train', 16)"] },
    at: ['problem.ts', 'test: ()'],
    says: /16 of 16 cases of test are in a split before it: train-0 is train-0 of train/,
    hint: /stream of its own/,
  },
  {
    what: 'a split that changes between two calls',
    edits: {
      [WORKLOAD]: [
        /(const PERIODS = 400;)([^]*)`\$\{split\}-\$\{index\}`/,
        '$1\nlet calls = 0;$2`${split}-${index}-${(calls += 1)}`',
      ],
    },
    at: ['problem.ts', 'train: ()'],
    says: /split train changes from one call to the next/,
    hint: /keep no state between calls/,
  },
  {
    what: 'cases that are not JSON',
    edits: {
      [WORKLOAD]: ['group: `${short}-${long}`', 'start: new Date(0), group: `${short}-${long}`'],
    },
    at: ['problem.ts', 'train: ()'],
    says: /train-0 of train: start is a Date/,
    hint: /plain objects/,
  },
  {
    what: 'a bound that a baseline beats',
    edits: {
      'problem.ts': ['bound: clairvoyantJoules', 'bound: (one) => 3 * clairvoyantJoules(one)'],
    },
    at: ['problem.ts', 'bound: (one)'],
    says: /baseline break-even beats the bound on \d+ of 16 cases; train-\d+: [\d.]+ is better than the bound/,
    hint: /prove the bound again/,
  },
  {
    what: 'a worst value better than a real one',
    edits: { 'problem.ts': ['worst: worstJoules', 'worst: (one) => 1.2 * clairvoyantJoules(one)'] },
    at: ['problem.ts', 'worst: (one)'],
    says: /seed never-sleep: case train-\d+: [\d.]+ is worse than/,
    hint: /objective\.worst must be/,
  },
  {
    what: 'a baseline worse than the worst value',
    edits: {
      [SIMULATION]: ['const sleeps = ', 'if (timeout === 20) joules += 1e6;\n    const sleeps = '],
    },
    at: ['problem.ts', 'worst: worstJoules'],
    says: /baseline break-even: case train-\d+: [\d.]+ is worse than/,
    hint: /objective\.worst must be/,
  },
];
