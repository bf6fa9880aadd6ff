/**
 * Time until a command has ended, from the clone and from the installed package, with the engine's cache warm: `adrs
 * --version` loads the command line, `adrs problems` every problem as well. The two take turns, so that a busy machine
 * slows both. Processor time and time on the clock, in milliseconds. `npm run bench:start`; the last line is JSON.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { command, pack } from '../tools/package/install.ts';
import { medianOf } from '../src/stats/median.ts';

const ROUNDS = 21;
const ARGS = ['--version', 'problems'] as const;
/** A module that has a process say how much processor time it took. */
const REPORT = `data:text/javascript,${encodeURIComponent(`process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  process.stderr.write(String((user + system) / 1000));
});`)}`;

const folder = await mkdtemp(path.join(tmpdir(), 'adrs-start-'));
const tarball = await pack(folder);
await command(folder, ['npm', 'install', '--prefer-offline', '--prefix', folder, tarball]);
const commands = {
  clone: path.join(import.meta.dirname, '..', 'src', 'cli', 'main.ts'),
  package: path.join(folder, 'node_modules', 'adrs-lab', 'bin', 'adrs.cjs'),
};

const rows = ARGS.map((arg) => {
  // The first start of each fills the cache.
  for (const file of Object.values(commands)) start(file, arg);
  const rounds = Array.from({ length: ROUNDS }, () => ({
    clone: start(commands.clone, arg),
    package: start(commands.package, arg),
  }));
  const clone = mediansOf(rounds.map((round) => round.clone));
  const installed = mediansOf(rounds.map((round) => round.package));
  return {
    command: `adrs ${arg}`,
    cloneCpuMs: clone.cpuMs,
    packageCpuMs: installed.cpuMs,
    cpuRatio: installed.cpuMs / clone.cpuMs,
    cloneWallMs: clone.wallMs,
    packageWallMs: installed.wallMs,
    wallRatio: installed.wallMs / clone.wallMs,
  };
});
await rm(folder, { recursive: true, force: true });
console.table(rows);
console.log(JSON.stringify(rows));

interface Times {
  readonly cpuMs: number;
  readonly wallMs: number;
}

function start(file: string, arg: string): Times {
  const startedAt = performance.now();
  const { status, stderr } = spawnSync(process.execPath, ['--import', REPORT, file, arg]);
  const wallMs = performance.now() - startedAt;
  const cpuMs = Number(stderr.toString());
  if (status !== 0 || !(cpuMs > 0)) throw new Error(`${file} ${arg}: ${stderr.toString()}`);
  return { cpuMs, wallMs };
}

function mediansOf(times: readonly Times[]): Times {
  return {
    cpuMs: medianOf(times.map(({ cpuMs }) => cpuMs)),
    wallMs: medianOf(times.map(({ wallMs }) => wallMs)),
  };
}
