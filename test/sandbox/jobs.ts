import type { IsolateJob, IsolateResult, IsolateSandbox } from '../../src/core/sandbox.ts';
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

/** A job for a policy of one file. */
export type JobOptions = Partial<Pick<IsolateJob, 'decisions' | 'limits' | 'seed'>> & {
  readonly simulation?: string;
  readonly cases?: readonly ({ readonly id: string } & Record<string, unknown>)[];
};

const SUMS = ['a', 'b', 'c', 'd'].map((id) => ({ id, steps: 50 }));

/** Runs a policy text on a fixture simulation: by default `score(a, b)` on four sums. */
export async function runPolicy(
  sandbox: IsolateSandbox,
  text: string,
  options: JobOptions = {},
): Promise<IsolateResult> {
  const { simulation = 'sum', cases = SUMS, seed = '7', ...rest } = options;
  const json = JSON.stringify(cases);
  const limits = { timeoutMs: 1000, memoryMb: 64, maxEvents: 100_000 };
  const source = { entry: 'policy.ts', files: { 'policy.ts': text } };
  const job = { simulation: await fixtureBundle(simulation), cases: { hash: json, json } };
  return sandbox.run({ ...job, source, seed, limits, ...rest }, AbortSignal.timeout(60_000));
}

/** The outcome of the only case, or what came instead of it. */
export function soleOutcome(result: IsolateResult): unknown {
  return result.status === 'returned' ? result.outcomes[0] : result;
}
