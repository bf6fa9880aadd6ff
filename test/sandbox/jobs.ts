import type {
  IsolateJob,
  IsolateLimits,
  IsolateResult,
  IsolateSandbox,
} from '../../src/core/sandbox.ts';
import { bundleSimulation, type SimulationBundle } from '../../src/sandbox/bundle-simulation.ts';

const bundles = new Map<string, Promise<SimulationBundle>>();

/** The bundle of a simulation in test/fixtures, made once. */
export function fixtureBundle(name: string): Promise<SimulationBundle> {
  const known = bundles.get(name);
  if (known !== undefined) return known;
  const made = bundleSimulation(new URL(`../fixtures/${name}-simulation.ts`, import.meta.url));
  bundles.set(name, made);
  return made;
}

/** Of a job whose test says nothing else: an endless loop takes half a second. */
export const LIMITS = { maxSteps: 3e8, maxEvents: 100_000, cpuSeconds: 1, memoryMb: 64 };

/** Of a job that no limit is to end. */
export const ENDLESS = { maxSteps: 1e14, cpuSeconds: 120 };

/** A job for a policy of one file. */
export type JobOptions = Partial<Pick<IsolateJob, 'decisions' | 'readsSteps' | 'seed'>> & {
  readonly limits?: Partial<IsolateLimits>;
  readonly simulation?: string;
  readonly cases?: readonly ({ readonly id: string } & Record<string, unknown>)[];
};

const SUMS = ['a', 'b', 'c', 'd'].map((id) => ({ id, steps: 50 }));

/** Runs a policy, one text or several, on a fixture simulation: by default `score(a, b)` on four sums. */
export async function runPolicy(
  sandbox: IsolateSandbox,
  text: string | Readonly<Record<string, string>>,
  options: JobOptions = {},
): Promise<IsolateResult> {
  const { simulation = 'sum', cases = SUMS, seed = '7', limits = {}, ...rest } = options;
  const json = JSON.stringify(cases);
  const files = typeof text === 'string' ? { 'policy.ts': text } : text;
  const source = { entry: 'policy.ts', files };
  const job = {
    simulation: await fixtureBundle(simulation),
    cases: { hash: json, json, count: cases.length },
  };
  return sandbox.run(
    { ...job, source, seed, limits: { ...LIMITS, ...limits }, ...rest },
    AbortSignal.timeout(60_000),
  );
}

/** The outcome of the only case, or what came instead of it. */
export function soleOutcome(result: IsolateResult): unknown {
  return result.status === 'returned' ? result.outcomes[0] : result;
}
