import type { Feature, NamedSource, Problem } from './problem.ts';

/** Something in the value of a problem that cannot be. */
export interface ProblemComplaint {
  /** The member that is wrong, from the problem inwards, such as `['objective', 'direction']`. */
  readonly path: readonly (string | number)[];
  /** A sentence. */
  readonly text: string;
}

/** A problem as it may come from a file that nobody compiled. */
type Unchecked<T> = { readonly [K in keyof T]?: unknown };

const KEBAB = /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/;
const DIRECTIONS = ['minimize', 'maximize'] as const;

/** All that is wrong with the value of a problem, in the order of its members. */
export function complaintsAboutProblem(problem: Problem): readonly ProblemComplaint[] {
  return [
    ...complaintsAboutTexts(problem),
    ...complaintsAboutInterface(problem.policy),
    ...complaintsAboutPolicies('seeds', problem.seeds),
    ...(isEmptyList(problem.seeds) ? [{ path: ['seeds'], text: 'there is no seed' }] : []),
    ...complaintsAboutPolicies('baselines', problem.baselines),
    ...complaintsAboutCases(problem.cases),
    ...complaintsAboutObjective(problem.objective),
    ...complaintsAboutFeatures(problem.features),
    ...complaintsAboutEvaluator(problem.evaluator),
  ];
}

/** The direction that was probably meant; undefined where nothing is near. */
export function nearestDirection(direction: unknown): (typeof DIRECTIONS)[number] | undefined {
  const start = String(direction).slice(0, 2).toLowerCase();
  return DIRECTIONS.find((one) => start !== '' && one.startsWith(start));
}

function complaintsAboutTexts(problem: Unchecked<Problem>): readonly ProblemComplaint[] {
  const { name, title, statement } = problem;
  const isKebab = typeof name === 'string' && KEBAB.test(name);
  return [
    ...(isKebab ? [] : [{ path: ['name'], text: 'the name must be kebab-case' }]),
    ...(isText(title) ? [] : [{ path: ['title'], text: missing('title', title) }]),
    ...(isText(statement) ? [] : [{ path: ['statement'], text: missing('statement', statement) }]),
  ];
}

function missing(name: string, value: unknown): string {
  return typeof value === 'string' ? `the ${name} is empty` : `there is no ${name}`;
}

function complaintsAboutInterface(policy: unknown): readonly ProblemComplaint[] {
  const { entry, declaration }: Unchecked<Problem['policy']> = Object(policy);
  const isFile = isText(entry) && /\.[jt]s$/.test(entry);
  const entryText = `policy.entry is ${shown(entry)}; it is the name of a file, usually policy.ts`;
  const fileText = `policy.declaration is ${shown(declaration)}; it is the URL of the policy.d.ts`;
  return [
    ...(isFile ? [] : [{ path: ['policy', 'entry'], text: entryText }]),
    ...(declaration instanceof URL ? [] : [{ path: ['policy', 'declaration'], text: fileText }]),
  ];
}

function complaintsAboutPolicies(
  member: 'seeds' | 'baselines',
  policies: readonly NamedSource[] | undefined,
): readonly ProblemComplaint[] {
  if (!Array.isArray(policies)) {
    return [{ path: [member], text: `${member} is no list; policiesIn lists a folder` }];
  }
  const names = policies.map(({ name }) => name);
  return policies.flatMap(({ name, file }, index) => {
    const path = [member, index];
    if (!KEBAB.test(String(name))) {
      return [{ path, text: `policy ${JSON.stringify(name)}: the name must be kebab-case` }];
    }
    if (names.indexOf(name) !== index) return [{ path, text: `two policies are named ${name}` }];
    return file instanceof URL ? [] : [{ path, text: `policy ${name} has no file; it is a URL` }];
  });
}

function complaintsAboutCases(cases: unknown): readonly ProblemComplaint[] {
  const splits: Readonly<Record<string, unknown>> = { ...Object(cases) };
  const names = new Set(['train', 'validation', 'test', ...Object.keys(splits)]);
  return [...names].flatMap((name) => {
    if (typeof splits[name] === 'function') return [];
    const text = Object.hasOwn(splits, name)
      ? `split ${name} is no function that makes cases`
      : `there is no split ${name}`;
    return [{ path: ['cases', name], text }];
  });
}

function complaintsAboutObjective(objective: unknown): readonly ProblemComplaint[] {
  const { metric, direction, bound, worst }: Unchecked<Problem['objective']> = Object(objective);
  const found: ProblemComplaint[] = [];
  const complain = (member: string, text: string): void =>
    void found.push({ path: ['objective', member], text: `objective.${member} is ${text}` });
  if (!isText(metric)) complain('metric', `${shown(metric)}; it is the name of the metric`);
  if (!DIRECTIONS.some((one) => one === direction)) {
    const near = nearestDirection(direction);
    const guess = near === undefined ? '' : `, did you mean "${near}"?`;
    complain('direction', `${shown(direction)}; it is minimize or maximize${guess}`);
  }
  if (bound !== undefined && typeof bound !== 'function') {
    complain('bound', `${shown(bound)}; it is a function of a case, or left out`);
  }
  if (typeof worst !== 'function') complain('worst', `${shown(worst)}; it is a function of a case`);
  return found;
}

function complaintsAboutFeatures(
  features: readonly Feature[] | undefined,
): readonly ProblemComplaint[] {
  if (!Array.isArray(features)) return [{ path: ['features'], text: 'features is no list' }];
  const names = features.map(({ name }) => name);
  return features.flatMap((feature, index) => {
    const isSecond = names.indexOf(feature.name) !== index;
    const texts = [
      ...(isSecond ? [`two features are named ${feature.name}`] : []),
      ...complaintsAboutFeature(feature),
    ];
    return texts.map((text) => ({ path: ['features', index], text }));
  });
}

function complaintsAboutFeature({ name, scale, measure }: Feature): readonly string[] {
  if (typeof measure !== 'function') return [`feature ${name} has no function measure`];
  if (!Number.isInteger(scale.bins) || scale.bins < 1) return [`feature ${name} needs a bin`];
  if (scale.type === 'quantile') return [];
  const [min, max] = scale.range;
  if (!(min < max)) {
    return [`feature ${name} has an empty range: from ${min} to ${max}; the smaller one is first`];
  }
  return scale.type === 'log' && min <= 0 ? [`feature ${name}: a log scale starts above 0`] : [];
}

function complaintsAboutEvaluator(evaluator: unknown): readonly ProblemComplaint[] {
  const { measure, fingerprint }: Unchecked<Problem['evaluator']> = Object(evaluator);
  if (typeof measure === 'function' && typeof fingerprint === 'function') return [];
  return [{ path: ['evaluator'], text: 'evaluator is none; simulationEvaluator makes one' }];
}

function isEmptyList(list: unknown): boolean {
  return Array.isArray(list) && list.length === 0;
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function shown(value: unknown): string {
  return typeof value === 'function' ? 'a function' : JSON.stringify(value);
}
