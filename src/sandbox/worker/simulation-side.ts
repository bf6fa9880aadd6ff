import ivm from 'isolated-vm';
import type { CaseOutcome, IsolateResult } from '../../core/contracts.ts';
import { messageOf } from '../../core/errors.ts';
import { printable } from '../protocol.ts';
import type { Bench } from './isolate-runner.ts';
import { remainingMs } from './policy-side.ts';

/** The simulation's realm of a job. */
export interface OpenSimulation {
  /** Script for the policy's realm. */
  readonly adapters: string;
  /** What the policy must export. */
  readonly functions: readonly string[];
  /** Connects a policy realm; undefined in a replay. */
  open(realm: ivm.Reference | undefined): Promise<void>;
  /** Makes one instance of the policy; answers why it cannot be made. */
  tryOut(): Promise<string | undefined>;
  insert(shapes: string, numbers: ArrayBuffer): Promise<void>;
  /** Runs the cases at these positions, all of them when left out. */
  run(positions: readonly number[] | undefined): Promise<RunAnswer>;
  tape(): Promise<{ readonly shapes: string; readonly numbers: ArrayBuffer }>;
}

type RunAnswer =
  | { readonly outcomes: readonly CaseOutcome[]; readonly decisions: number }
  | { readonly broken: string; readonly memory: boolean };

/** Loads the problem's bundle and the workloads into a new context. */
export async function openSimulation(bench: Bench): Promise<OpenSimulation | IsolateResult> {
  const { isolate, scripts, texts, job } = bench;
  const context = await isolate.createContext();
  const timeout = (): { timeout: number } => ({ timeout: remainingMs(bench) });
  const call = async (name: string, ...args: unknown[]): Promise<unknown> => {
    const member: ivm.Reference = await server.get(name, { reference: true });
    return member.apply(undefined, args, { ...timeout(), result: { copy: true } });
  };
  const bundle = await scripts.compile(isolate, job.simulation, textOf(texts, job.simulation));
  try {
    await bundle.run(context, timeout());
  } catch (error) {
    return { status: 'simulation-failed', message: printable(messageOf(error)) };
  }
  const server: ivm.Reference = await context.global.get('adrsSimulation', { reference: true });
  await call('load', textOf(texts, job.cases));
  const described: unknown = JSON.parse(String(await call('describe')));
  const { adapters, functions } = described as Pick<OpenSimulation, 'adapters' | 'functions'>;
  const clock = new ivm.Callback(() => Number(isolate.cpuTime) / 1e9);
  const mode = job.decisions?.mode ?? 'live';
  const options = JSON.stringify({ mode, seed: job.seed, maxEvents: job.limits.maxEvents });
  return {
    adapters,
    functions,
    async open(realm) {
      await call('open', options, clock, realm?.derefInto());
    },
    async tryOut() {
      const complaint = await call('tryOut');
      return complaint === undefined ? undefined : String(complaint);
    },
    async insert(shapes, numbers) {
      await call('insert', shapes, new ivm.ExternalCopy(numbers).copyInto());
    },
    async run(positions) {
      return JSON.parse(String(await call('run', JSON.stringify(positions ?? null)))) as RunAnswer;
    },
    async tape() {
      const shapes = String(await call('tapeShapes'));
      return { shapes, numbers: (await call('tapeNumbers')) as ArrayBuffer };
    },
  };
}

function textOf(texts: ReadonlyMap<string, string>, hash: string): string {
  const text = texts.get(hash);
  if (text === undefined) throw new Error(`the worker was not given the text ${hash}`);
  return text;
}
