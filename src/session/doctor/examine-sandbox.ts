import { messageOf } from '../../core/errors.ts';
import type { IsolateJob, IsolateSandbox } from '../../core/sandbox.ts';
import { bundleSimulation } from '../../sandbox/bundle-simulation.ts';
import { createSandbox } from '../../sandbox/sandbox.ts';
import type { Finding } from './finding.ts';
import { jailHint, tryBubblewrap } from './jail-hint.ts';

/** Starts a worker as a run does and has it measure a policy. */
export async function examineSandbox(): Promise<Finding> {
  const sandbox = createSandbox({ workers: 1 });
  try {
    return await findingOf(sandbox);
  } finally {
    await sandbox.close();
  }
}

async function findingOf(sandbox: IsolateSandbox): Promise<Finding> {
  const { guarantees } = sandbox;
  const startedAt = performance.now();
  const fault = await faultOf(sandbox);
  if (fault !== undefined) {
    return {
      name: 'sandbox',
      status: 'fail',
      detail: [`a worker cannot measure a policy: ${fault}`, ...guarantees].join('\n'),
      hint: 'install adrs again with Node 24; where memory or processes are limited, raise the limits',
    };
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const isJailed = guarantees.some((guarantee) => guarantee.startsWith('bubblewrap'));
  return {
    name: 'sandbox',
    status: isJailed ? 'ok' : 'warn',
    detail: [`a worker started and measured a policy in ${seconds} s`, ...guarantees].join('\n'),
    hint: isJailed ? undefined : jailHint(tryBubblewrap()),
  };
}

const COUNT = 100;
const TRIAL: Pick<IsolateJob, 'cases' | 'source' | 'seed' | 'limits'> = {
  cases: { hash: 'trial', json: JSON.stringify([{ id: 'trial', count: COUNT }]), count: 1 },
  source: {
    entry: 'policy.ts',
    files: { 'policy.ts': 'export const add = (a: number, b: number): number => a + b;\n' },
  },
  seed: 'doctor',
  limits: { maxSteps: 1e9, cpuSeconds: 30, timeoutMs: 10_000, memoryMb: 64, maxEvents: 1000 },
};

/** The reason why a policy could not be measured; undefined when it was, with the right result. */
async function faultOf(sandbox: IsolateSandbox): Promise<string | undefined> {
  try {
    const simulation = await bundleSimulation(new URL('trial-simulation.ts', import.meta.url));
    const job = { ...TRIAL, simulation };
    const result = await sandbox.run(job, AbortSignal.timeout(60_000));
    if (result.status === 'rejected') return `it was ${result.reason}: ${result.feedback}`;
    if (result.status === 'simulation-failed') return result.message;
    const [outcome] = result.outcomes;
    const value = outcome?.valid === true ? outcome.value : undefined;
    return value === (COUNT * (COUNT - 1)) / 2 ? undefined : `it gave ${String(value)}`;
  } catch (error) {
    return messageOf(error);
  }
}
