import ivm from 'isolated-vm';
import type { CaseOutcome } from '../../core/case.ts';
import type { IsolateResult } from '../../core/sandbox.ts';
import { messageOf } from '../../core/errors.ts';
import { printable } from '../protocol.ts';
import { textOf, type IsolateSession } from './isolate-session.ts';
import { installConsole } from './simulation-console.ts';
import { streamKeys } from './stream-keys.ts';
import { remainingMs } from './policy-side.ts';
import { cpuSecondsSoFar } from './watchdog.ts';

/** The simulation's realm of a job. */
export interface OpenSimulation {
  /** Script for the policy's realm. */
  readonly adapters: string;
  /** Names that the policy must export. */
  readonly functions: readonly string[];
  /** Connects a policy realm; undefined in a replay. */
  open(realm: ivm.Reference | undefined): Promise<void>;
  /** Makes one instance of the policy; returns the reason when it cannot be made. */
  tryOut(): Promise<CaseFailure | undefined>;
  insert(shapes: string, numbers: ArrayBuffer): Promise<void>;
  /** Runs the cases at these positions, all of them when left out. */
  run(positions?: readonly number[]): Promise<RunAnswer>;
  tape(): Promise<{ readonly shapes: string; readonly numbers: ArrayBuffer }>;
}

/** The simulation's answer for the cases. */
export type RunAnswer =
  | {
      readonly outcomes: readonly CaseOutcome[];
      readonly decisions: number;
      readonly most?: { readonly position: number; readonly steps: number };
    }
  /** Cases took so much work that the others were not run. */
  | { readonly overWork: string }
  | { readonly broken: string; readonly memory: boolean };

type CaseFailure = Extract<CaseOutcome, { valid: false }>;

/** Calls a member of `SimulationServer` and copies out what it returns. */
type Call = (member: string, ...args: readonly unknown[]) => Promise<unknown>;

/** Loads the problem's bundle and the workloads into a new context. */
export async function openSimulation(
  session: IsolateSession,
): Promise<OpenSimulation | IsolateResult> {
  const { isolate, scripts, texts, job } = session;
  const context = await isolate.createContext();
  if (session.log !== undefined) await installConsole(context, session.log);
  try {
    const bundle = await scripts.compile(isolate, job.simulation, textOf(texts, job.simulation));
    await bundle.run(context, { timeout: remainingMs(session) });
  } catch (error) {
    return { status: 'simulation-failed', message: printable(messageOf(error)) };
  }
  const server: ivm.Reference = await context.global.get('adrsSimulation', { reference: true });
  const call: Call = async (name, ...args) => {
    const member: ivm.Reference = await server.get(name, { reference: true });
    return member.apply(undefined, [...args], {
      timeout: remainingMs(session),
      result: { copy: true },
    });
  };
  const json = textOf(texts, job.cases);
  const keys = streamKeys({ hash: job.cases, json }, job.seed);
  await call('load', json, new ivm.ExternalCopy(keys).copyInto());
  await call('watch', new ivm.ExternalCopy(session.progress).copyInto());
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- trusted code of `serve-simulation.ts`
  const port = (await jsonOf(call, 'describe')) as Pick<OpenSimulation, 'adapters' | 'functions'>;
  return { ...port, ...callsOf(session, call) };
}

function callsOf(
  { job, isCounted }: IsolateSession,
  call: Call,
): Omit<OpenSimulation, 'adapters' | 'functions'> {
  const clock = new ivm.Callback(isolateSecondsSoFar);
  const mode = job.decisions?.mode ?? 'live';
  const { maxEvents, maxSteps } = job.limits;
  const { readsSteps } = job;
  const counted = isCounted ? { maxSteps, readsSteps } : {};
  const options = JSON.stringify({ mode, maxEvents, ...counted });
  return {
    async open(realm) {
      await call('open', options, clock, realm?.derefInto());
    },
    async tryOut() {
      const complaint = await call('tryOut');
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
      return typeof complaint === 'string' ? (JSON.parse(complaint) as CaseFailure) : undefined;
    },
    async insert(shapes, numbers) {
      await call('insert', shapes, new ivm.ExternalCopy(numbers).copyInto());
    },
    async run(positions) {
      const answer = await jsonOf(call, 'run', JSON.stringify(positions ?? null));
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as above
      return answer as RunAnswer;
    },
    async tape() {
      const shapes = String(await call('tapeShapes'));
      const numbers = await call('tapeNumbers');
      return { shapes, numbers: numbers instanceof ArrayBuffer ? numbers : new ArrayBuffer(0) };
    },
  };
}

/** Processor seconds of the isolate's thread and the engine's own. Called while the main thread waits. */
function isolateSecondsSoFar(): number {
  const { user, system } = process.threadCpuUsage();
  return cpuSecondsSoFar() - (user + system) / 1e6;
}

async function jsonOf(call: Call, ...[member, ...args]: Parameters<Call>): Promise<unknown> {
  return JSON.parse(String(await call(member, ...args)));
}
