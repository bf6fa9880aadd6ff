import type { Mistake } from './mistakes.ts';

const SIMULATION = 'simulation/index.ts';
const WORKLOAD = 'cases/workload.ts';
const SEED = 'policies/seeds/never-sleep.ts';
const OTHER_SEED = 'policies/seeds/sleep-at-once.ts';
const BASELINE = 'policies/baselines/break-even.ts';
const FEATURES = "metricFeature('wakeUps'),";
const feature = (measure: string): string =>
  `{ name: 'odd', scale: { type: 'linear', bins: 4, range: [0, 1] }, measure: ${measure} },`;

/** Mistakes of the problem itself and of the files around it. */
export const PROBLEM_MISTAKES: readonly Mistake[] = [
  {
    what: 'direction: min',
    edits: { 'problem.ts': ["direction: 'minimize'", "direction: 'min'"] },
    at: ['problem.ts', "direction: 'min'"],
    says: /did you mean "minimize"\?/,
    hint: /docs\/problems\.md/,
  },
  {
    what: 'a bin range upside down',
    edits: { 'problem.ts': ['codeSize([60, 2000])', 'codeSize([2000, 60])'] },
    at: ['problem.ts', 'codeSize([2000, 60])'],
    says: /empty range: from 2000 to 60/,
    hint: /docs\/problems\.md/,
  },
  {
    what: 'a feature that answers undefined',
    edits: {
      'problem.ts': [FEATURES, feature("({ evaluation }) => evaluation.metrics['none'] as number")],
    },
    at: ['problem.ts', "name: 'odd'"],
    says: /feature odd answers undefined/,
    hint: /finite number/,
  },
  {
    what: 'a feature that is NaN',
    edits: { 'problem.ts': [FEATURES, feature('() => Number.NaN')] },
    at: ['problem.ts', "name: 'odd'"],
    says: /feature odd answers NaN/,
    hint: /finite number/,
  },
  {
    what: 'a feature that throws',
    edits: { 'problem.ts': [FEATURES, feature("() => { throw new Error('no axis'); }")] },
    at: ['problem.ts', 'no axis'],
    says: /feature odd throws: no axis/,
    hint: /finite number/,
  },
  {
    what: 'a feature of a metric that is not there',
    edits: { 'problem.ts': [FEATURES, "metricFeature('wakeups'),"] },
    at: ['problem.ts', "metricFeature('wakeups')"],
    says: /reads the metric "wakeups"; there are wakeUps/,
    hint: /correct its name/,
  },
  {
    what: 'a feature named twice',
    edits: { 'problem.ts': [FEATURES, `${FEATURES}\n    metricFeature('wakeUps'), // again`] },
    at: ['problem.ts', '// again'],
    says: /two features are named wakeUps/,
    hint: /docs\/problems\.md/,
  },
  {
    what: 'a title that is missing',
    edits: { 'problem.ts': [/ {2}title: .*\n/, ''] },
    at: ['problem.ts', 'defineProblem<IdleCase>({'],
    says: /there is no title/,
    hint: /docs\/problems\.md/,
  },
  {
    what: 'a policy without the name of its entry',
    edits: { 'problem.ts': ["entry: 'policy.ts', ", ''] },
    at: ['problem.ts', 'policy: {'],
    says: /policy\.entry is undefined/,
    hint: /docs\/problems\.md/,
  },
  {
    what: 'a folder whose name is not that of the problem',
    edits: { 'problem.ts': [/name: '[\w-]+'/, "name: 'other-name'"] },
    at: ['problem.ts', "name: 'other-name'"],
    says: /it is named "other-name" and its folder "/,
    hint: /the same name/,
  },
  {
    what: 'a run file that names another problem',
    edits: { 'run.yaml': [/^problem: .*$/m, 'problem: bin-packing'] },
    at: ['run.yaml', 'problem: bin-packing'],
    says: /its problem is "bin-packing"/,
    hint: /name of the problem/,
  },
  {
    what: 'a syntax error in problem.ts',
    edits: { 'problem.ts': ['  seeds: policiesIn(', '  seeds: : policiesIn('] },
    at: ['problem.ts', 'seeds: :'],
    says: /does not parse/,
    hint: /correct the text/,
  },
  {
    what: 'a circle of imports',
    edits: {
      [WORKLOAD]: [
        'import { createRng }',
        "import { problem } from '../problem.ts';\nexport const TITLE = problem.title;\nimport { createRng }",
      ],
    },
    at: [WORKLOAD, 'problem.title'],
    says: /in a circle: problem\.ts -> cases\/workload\.ts -> problem\.ts/,
    hint: /file of its own/,
  },
  {
    what: 'an import of a file that is not there',
    edits: { 'problem.ts': ["from './cases/workload.ts'", "from './cases/workloads.ts'"] },
    at: ['problem.ts', './cases/workloads.ts'],
    says: /there is no file .*workloads\.ts/,
    hint: /correct the path/,
  },
];

/** Mistakes of policies. */
export const POLICY_MISTAKES: readonly Mistake[] = [
  {
    what: 'a missing seed',
    edits: {
      'problem.ts': [
        "policiesIn(here('policies/seeds/'))",
        "policiesIn(here('policies/seeds/'), ['gone'])",
      ],
    },
    at: ['problem.ts', "['gone']"],
    says: /has no policy "gone"/,
    hint: /it has never-sleep, sleep-at-once/,
  },
  {
    what: 'a missing baseline',
    edits: {
      'problem.ts': [
        /baselines: policiesIn[^]*?\}\),/,
        "baselines: [{ name: 'gone', file: here('policies/baselines/gone.ts') }],",
      ],
    },
    at: ['problem.ts', "name: 'gone'"],
    says: /there is no file .*gone\.ts/,
    hint: /has break-even\.ts/,
  },
  {
    what: 'a missing declaration',
    edits: {},
    gone: ['policy.d.ts'],
    at: ['problem.ts', 'declaration: here('],
    says: /cannot read .*policy\.d\.ts/,
    hint: /write policy\.d\.ts/,
  },
  {
    what: 'a seed that does not score',
    edits: { [SEED]: ['return 1e9;', 'return -1;'] },
    at: [SEED],
    says: /seed never-sleep fails on 16 of 16 cases; train-0: invalid: /,
    hint: /adrs eval PROBLEM seed:NAME/,
  },
  {
    what: 'a seed that does not type-check',
    edits: { [SEED]: ['return 1e9;', 'const far: string = 1e9;\n      return Number(far);'] },
    at: [SEED, 'const far: string'],
    says: /Type 'number' is not assignable to type 'string'/,
    hint: /mend the types/,
  },
  {
    what: 'seeds that are equal',
    edits: { [OTHER_SEED]: ['return 0;', 'return 1e9;'] },
    at: [OTHER_SEED],
    says: /seed sleep-at-once is the same program as seed never-sleep/,
    hint: /change one of them/,
  },
  {
    what: 'a baseline that exports more than is declared',
    edits: { [BASELINE]: [/$/, 'export function other(): void {}\n'] },
    at: [BASELINE],
    says: /exports other, which policy\.d\.ts does not declare/,
    hint: /nothing else/,
  },
  {
    what: 'an exploit that gains',
    edits: {
      [SIMULATION]: ['returnsNumber({ min: 0 })', 'returnsNumber()'],
      'problem.ts': ['    bound: clairvoyantJoules,\n', ''],
    },
    at: ['policies/exploits/negative-timeout.ts'],
    says: /exploit negative-timeout gains/,
    hint: /throw PolicyFailure/,
  },
];
