/*
 * Cost of a decision, simulation included: native, across the two realms of one isolate, and from
 * the host into an isolate. All in one process, rounds interleaved, processor time of the thread that
 * works: so the ratios hold on a busy machine. isolated-vm needs `--no-node-snapshot`, with which this
 * file starts itself again.
 */
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import ivm from 'isolated-vm';
import { realmScript } from '../src/sandbox/realm-script.ts';
import { bundleSimulation } from '../src/sandbox/bundle-simulation.ts';
import type { IsolateSession } from '../src/sandbox/worker/isolate-session.ts';
import { openPolicyRealm } from '../src/sandbox/worker/policy-side.ts';
import { createScriptCache } from '../src/sandbox/worker/script-cache.ts';
import { openSimulation } from '../src/sandbox/worker/simulation-side.ts';
import { compilePolicy } from '../src/syntax/compile.ts';
import type { Policy } from '../src/membrane/port.ts';
import { simulate, type Dispatch, type port } from './sandbox/dispatch.ts';
import { medianOf } from '../src/stats/median.ts';

type Handle = Policy<typeof port>;
type Kind = Dispatch['kind'];

const KINDS: readonly Kind[] = ['scalar', 'view', 'record'];
const ROUNDS = 15;
const JOBS = 500_000;
const HOST_JOBS = 10_000;

/** Runs one case and answers nanoseconds a decision. */
type Row = (kind: Kind) => Promise<number>;

async function nativeRow(): Promise<Row> {
  const module = await import('./sandbox/policy.ts');
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- no membrane at all: what it is compared with
  const policy = {
    ...module,
    float64: (length: number) => new Float64Array(length),
  } as unknown as Handle;
  return (kind) => Promise.resolve(timeOnThisThread(policy, { id: kind, kind, jobs: JOBS }));
}

async function twoRealmsRow(policyText: string): Promise<Row> {
  const { hash, script } = await bundleSimulation(new URL('sandbox/dispatch.ts', import.meta.url));
  const cases = JSON.stringify(KINDS.map((kind) => ({ id: kind, kind, jobs: JOBS })));
  const source = { entry: 'policy.ts', files: { 'policy.ts': policyText } };
  const limits = { maxSteps: 1e9, maxEvents: 1e9, cpuSeconds: 600, memoryMb: 128 };
  const allowance = { caseCpuSeconds: 600, wallMs: 600_000, uncountedCpuSeconds: 600 };
  const session: IsolateSession = {
    isolate: new ivm.Isolate({ memoryLimit: 128 }),
    scripts: createScriptCache(),
    texts: new Map([
      [hash, script],
      [realmScript().hash, realmScript().text],
      ['cases', cases],
    ]),
    job: {
      simulation: hash,
      realm: realmScript().hash,
      cases: 'cases',
      caseCount: KINDS.length,
      source,
      seed: '1',
      limits,
      allowance,
    },
    isCounted: false,
    deadline: performance.now() + allowance.wallMs,
    progress: new SharedArrayBuffer(16),
  };
  const compiled = compilePolicy(source);
  const simulation = await openSimulation(session);
  if (!compiled.ok || 'status' in simulation) throw new Error('the benchmark itself is broken');
  await simulation.open(await openPolicyRealm(session, simulation.adapters, compiled));
  return async (kind) => {
    const before = process.cpuUsage();
    const answer = await simulation.run([KINDS.indexOf(kind)]);
    const { user, system } = process.cpuUsage(before);
    const spent = (user + system) * 1000;
    if (JSON.stringify(answer).includes('"valid":true')) return spent / JOBS;
    throw new Error(JSON.stringify(answer));
  };
}

function hostRow(policyText: string): Row {
  const isolate = new ivm.Isolate({ memoryLimit: 128 });
  const context = isolate.createContextSync();
  const compiled = compilePolicy({ entry: 'policy.ts', files: { 'policy.ts': policyText } });
  if (!compiled.ok) throw new Error(compiled.message);
  context.evalSync(`policy = ${compiled.files[0]?.script ?? ''}([], {})`);
  const reference = (name: string): ivm.Reference =>
    context.evalSync(`policy.${name}`, { reference: true });
  const [scalar, array, object] = ['chooseScalar', 'chooseView', 'chooseRecord'].map(reference);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as for the native row
  const policy = {
    chooseScalar: (...args: unknown[]) => scalar?.applySync(undefined, args),
    chooseView: (...args: unknown[]) =>
      array?.applySync(undefined, args, { arguments: { copy: true } }),
    chooseRecord: (...args: unknown[]) =>
      object?.applySync(undefined, args, { arguments: { copy: true } }),
    float64: (length: number) => new Float64Array(length),
  } as unknown as Handle;
  return (kind) => Promise.resolve(timeOnThisThread(policy, { id: kind, kind, jobs: HOST_JOBS }));
}

function timeOnThisThread(policy: Handle, workload: Dispatch): number {
  const before = process.threadCpuUsage();
  simulate(workload, policy);
  const { user, system } = process.threadCpuUsage(before);
  return ((user + system) * 1000) / workload.jobs;
}

async function main(): Promise<void> {
  const policyText = await readFile(new URL('sandbox/policy.ts', import.meta.url), 'utf8');
  const rows = {
    native: await nativeRow(),
    twoRealms: await twoRealmsRow(policyText),
    host: hostRow(policyText),
  };
  const seen = new Map<string, number[]>();
  for (let round = 0; round < ROUNDS + 2; round += 1) {
    for (const [name, row] of Object.entries(rows)) {
      for (const kind of KINDS) {
        const nanoseconds = await row(kind);
        // The first rounds warm the compilers up.
        if (round >= 2)
          seen.set(`${name} ${kind}`, [...(seen.get(`${name} ${kind}`) ?? []), nanoseconds]);
      }
    }
  }
  report(seen);
}

function report(seen: ReadonlyMap<string, readonly number[]>): void {
  const of = (name: string, kind: Kind): number => medianOf(seen.get(`${name} ${kind}`) ?? []);
  const figures = KINDS.map((kind) => {
    const native = of('native', kind);
    const twoRealms = of('twoRealms', kind);
    const host = of('host', kind);
    return { kind, native, twoRealms, host, ratio: twoRealms / native, hostRatio: host / native };
  });
  console.log(
    `ns a decision, median of ${ROUNDS} interleaved rounds, an 8-server simulation included`,
  );
  console.table(
    Object.fromEntries(
      figures.map(({ kind, ...rest }) => [
        kind,
        Object.fromEntries(
          Object.entries(rest).map(([name, value]) => [name, Number(value.toFixed(2))]),
        ),
      ]),
    ),
  );
  console.log(JSON.stringify({ bench: 'sandbox', rounds: ROUNDS, figures }));
}

if (process.execArgv.includes('--no-node-snapshot')) await main();
else {
  const args = ['--no-node-snapshot', import.meta.filename];
  process.exitCode = spawnSync(process.execPath, args, { stdio: 'inherit' }).status ?? 1;
}
