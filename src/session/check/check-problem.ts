import { readFile } from 'node:fs/promises';
import path from 'node:path';
import PQueue from 'p-queue';
import type { NamedSource, Problem } from '../../core/problem.ts';
import type { IsolateSandbox } from '../../core/sandbox.ts';
import { problemLaws } from '../../testing/problem/all-laws.ts';
import { exploitLaws, exploitsIn, exploitsLaw } from '../../testing/problem/exploit-laws.ts';
import type { Law } from '../../testing/problem/law.ts';
import { modulesFrom } from '../../testing/problem/places.ts';
import { policyLaws } from '../../testing/problem/policy-laws.ts';
import { createProblemWorld, type ProblemWorld } from '../../testing/problem/world.ts';
import { createTypeChecker, type TypeChecker } from '../../typecheck/type-checker.ts';
import { createCheckLedger, type CheckLedger } from './ledger.ts';
import { loadForCheck, type Loaded } from './load.ts';
import type { FoundSoFar } from './messages.ts';
import type { ProjectTypes } from './project-types.ts';
import type { CheckReport, EvaluationCost, Warning } from './report.ts';

export interface CheckOptions {
  readonly sandbox: IsolateSandbox;
  readonly projectTypes: ProjectTypes;
  /** Policies that are measured at a time. */
  readonly atOnce: number;
  /** Folder with the problem's original data. */
  readonly data?: string | undefined;
  /** Most processor seconds of one case, instead of the evaluator's own limit. */
  readonly caseSeconds?: number | undefined;
  readonly signal: AbortSignal;
  /** Called before each law with what is checked now, and what was found before. */
  readonly onLaw: (text: string, found: FoundSoFar) => void;
}

/**
 * Checks a problem against every law of problems, of policies and of exploits; `location` is the absolute path of its
 * module. One fault hides no other where they can be told apart. What is wrong with the problem is in the report and
 * never thrown. Throws SandboxError where nothing can be measured on this machine.
 */
export async function checkProblem(location: string, options: CheckOptions): Promise<CheckReport> {
  const startedAt = performance.now();
  const folder = path.dirname(location);
  const ledger = createCheckLedger(folder, options.onLaw);
  options.onLaw('loading', { faults: [], laws: [] });
  const loaded = await loadForCheck(location);
  await ledger.judge(loadingLaw(location), loaded);
  const { problem } = loaded;
  // The compiler works in a process of its own.
  const [evaluations] = await Promise.all([
    problem === undefined ? [] : checkLoaded(problem, { location, ledger, options }),
    ledger.judge(typesLaw(location), options.projectTypes),
  ]);
  const faults = ledger.faults();
  return {
    schema: 1,
    problem: problem?.name ?? path.basename(folder),
    location,
    status: faults.length === 0 ? 'passed' : 'failed',
    faults,
    warnings: evaluations.flatMap(slowness),
    laws: ledger.results(),
    evaluations,
    seconds: (performance.now() - startedAt) / 1000,
  };
}

function loadingLaw(location: string): Law<Loaded> {
  return {
    name: 'can be loaded',
    meaning: 'Its module is imported by whatever uses the problem.',
    hint: `run "node ${path.basename(location)}" in its folder to see the whole error`,
    place: () => ({ file: location }),
    check: ({ findings }) => Promise.resolve(findings),
  };
}

function typesLaw(location: string): Law<ProjectTypes> {
  return {
    name: 'has types that the compiler accepts',
    meaning:
      'The compiler compares port, declaration and problem in ways that no measurement does.',
    hint: 'mend it; an editor with the types of adrs shows the same',
    place: () => ({ file: location }),
    check: async (projectTypes) => projectTypes(path.dirname(location), await ownModules(location)),
  };
}

/** The modules in a problem's folder that it and its simulation consist of. */
export async function ownModules(location: string): Promise<readonly string[]> {
  const folder = path.dirname(location);
  const simulation = path.join(folder, 'simulation', 'index.ts');
  const modules = [...(await modulesFrom(location)), ...(await modulesFrom(simulation))];
  return [...new Set(modules)].filter((file) => file.startsWith(folder + path.sep));
}

interface Checking {
  readonly location: string;
  readonly ledger: CheckLedger;
  readonly options: CheckOptions;
}

async function checkLoaded(
  problem: Problem,
  { location, ledger, options }: Checking,
): Promise<readonly EvaluationCost[]> {
  const { sandbox, data, caseSeconds, signal } = options;
  const limits = caseSeconds === undefined ? undefined : { cpuSeconds: caseSeconds };
  let types: Promise<TypeChecker> | undefined;
  const world = createProblemWorld(problem, {
    sandbox,
    location,
    data,
    limits,
    signal,
    async complaintsAbout(source) {
      types ??= checkerOf(problem);
      return (await types).check(source, signal);
    },
  });
  try {
    for (const law of problemLaws) await ledger.judge(law, world);
    return await checkPolicies(world, { location, ledger, options });
  } finally {
    await (await types)?.close();
  }
}

async function checkPolicies(
  world: ProblemWorld,
  { ledger, options }: Checking,
): Promise<readonly EvaluationCost[]> {
  const { seeds, baselines } = world.problem;
  const folder = path.join(world.folder, 'policies', 'exploits');
  await ledger.judge(exploitsLaw(folder), world);
  const queue = new PQueue({ concurrency: options.atOnce });
  const evaluations: EvaluationCost[] = [];
  const checked = (kind: string, laws: typeof policyLaws) => async (policy: NamedSource) => {
    const about = `${kind} ${policy.name}`;
    await queue.add(async () => {
      for (const law of laws) await ledger.judge(law, { world, policy }, about);
      const cost = await costOf(world, policy);
      if (cost !== undefined) evaluations.push({ subject: about, ...cost });
    });
  };
  await Promise.all([
    ...seeds.map(checked('seed', policyLaws)),
    ...baselines.map(checked('baseline', policyLaws)),
  ]);
  await Promise.all(exploitsIn(folder).map(checked('exploit', exploitLaws)));
  return inOrder(world.problem, evaluations);
}

/** Those of seeds and baselines, in their order. */
function inOrder(
  { seeds, baselines }: Problem,
  evaluations: readonly EvaluationCost[],
): readonly EvaluationCost[] {
  const subjects = [
    ...seeds.map(({ name }) => `seed ${name}`),
    ...baselines.map(({ name }) => `baseline ${name}`),
  ];
  return subjects.flatMap((subject) => evaluations.filter((one) => one.subject === subject));
}

async function costOf(
  world: ProblemWorld,
  policy: NamedSource,
): Promise<Omit<EvaluationCost, 'subject'> | undefined> {
  const measured = await world.measure(policy).catch(() => undefined);
  if (measured?.measurement.status !== 'measured') return undefined;
  const { cost, outcomes } = measured.measurement;
  return { cases: outcomes.length, cpuSeconds: cost.cpuSeconds, decisions: cost.decisions };
}

/** Processor seconds of an evaluation above which a search gets through few programs. */
const SLOW_SECONDS = 5;

function slowness({ subject, cpuSeconds, cases }: EvaluationCost): readonly Warning[] {
  if (cpuSeconds <= SLOW_SECONDS) return [];
  return [
    {
      message: `an evaluation of ${subject} takes ${cpuSeconds.toFixed(1)} s of processor time for ${cases} cases`,
      hint: 'fewer or shorter train cases let a search try more programs in the same time',
    },
  ];
}

async function checkerOf({ policy: { entry, declaration } }: Problem): Promise<TypeChecker> {
  return createTypeChecker({ declaration: await readFile(declaration, 'utf8'), entry });
}
