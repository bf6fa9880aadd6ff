import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { SandboxError } from '../../src/core/errors.ts';
import type { Source } from '../../src/core/program.ts';
import {
  createTypeChecker,
  type TypeChecker,
  type TypeCheckerOptions,
} from '../../src/typecheck/type-checker.ts';
import { SLOW_TYPES } from './slow-types.ts';

const never = new AbortController().signal;
const declaration = readFileSync(
  new URL('../../problems/cant-be-late/policy.d.ts', import.meta.url),
  'utf8',
);
const GOOD = one("export function createPolicy() { return { step: () => 'OD' as const }; }");
const BAD = one('export function createPolicy() { return { step: () => slack }; }');

function one(code: string): Source {
  return { entry: 'policy.ts', files: { 'policy.ts': code } };
}

function checkerWith(options: Partial<TypeCheckerOptions> = {}): TypeChecker {
  return createTypeChecker({ declaration, entry: 'policy.ts', ...options });
}

async function messages(checker: TypeChecker, source: Source): Promise<string[]> {
  return (await checker.check(source, never)).map(({ message }) => message);
}

describe('the compiler process', () => {
  test('is one for many checks at once, each of which gets its own answer', async () => {
    const pids: number[] = [];
    await using checker = checkerWith({ onStart: (pid) => pids.push(pid) });
    const sources = Array.from({ length: 20 }, (_, index) => (index % 3 === 0 ? BAD : GOOD));
    const answers = await Promise.all(sources.map((source) => messages(checker, source)));
    expect(answers.map((found) => found.length)).toEqual(
      sources.map((source) => (source === BAD ? 1 : 0)),
    );
    expect(pids).toHaveLength(1);
  });

  test('that was killed is started again, and the check is answered', async () => {
    const pids: number[] = [];
    await using checker = checkerWith({ onStart: (pid) => pids.push(pid) });
    await messages(checker, GOOD);
    process.kill(pids[0] ?? 0, 'SIGKILL');
    expect(await messages(checker, BAD)).toEqual(["Cannot find name 'slack'."]);
    expect(pids).toHaveLength(2);
  });

  test('that dies twice of a candidate and of nothing else is a complaint', async () => {
    const pids: number[] = [];
    await using checker = checkerWith({
      onStart(pid) {
        pids.push(pid);
        if (pids.length <= 2) process.kill(pid, 'SIGKILL');
      },
    });
    expect(await messages(checker, GOOD)).toEqual([
      'the types cannot be checked, the compiler fails on them; use simpler types',
    ]);
    expect(await messages(checker, GOOD)).toEqual([]);
    expect(pids).toHaveLength(3);
  });

  test.each([process.execPath, '/nowhere/tsc'])(
    'that cannot run is an error with a hint: %s',
    async (executable) => {
      await using checker = checkerWith({ executable });
      const error: unknown = await checker.check(GOOD, never).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(SandboxError);
      expect(error).toHaveProperty('hint', expect.stringContaining('Install adrs again'));
    },
  );

  test('is killed when types take too long, and the next check is as good as any', async () => {
    await using checker = checkerWith({ timeoutMs: 1000 });
    expect(await messages(checker, one(SLOW_TYPES))).toEqual([
      'the types take too long to check; use simpler types',
    ]);
    expect(await messages(checker, GOOD)).toEqual([]);
  });

  test('is killed when types take too much memory', async () => {
    await using checker = checkerWith({ memoryMb: 60 });
    expect(await messages(checker, one(SLOW_TYPES))).toEqual([
      'the types take too much memory to check; use simpler types',
    ]);
  });

  test('is gone after close, and what waited is rejected', async () => {
    const pids: number[] = [];
    const checker = checkerWith({ onStart: (pid) => pids.push(pid) });
    await messages(checker, GOOD);
    const [busy, waiting] = [SLOW_TYPES, ''].map((code) => checker.check(one(code), never));
    const told = Promise.allSettled([busy, waiting]);
    await sleep(100);
    await checker.close();
    expect((await told).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(checker.check(GOOD, never)).rejects.toBeInstanceOf(SandboxError);
    expect(pids).toHaveLength(1);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  test('that was never needed is never started', async () => {
    const pids: number[] = [];
    await checkerWith({ onStart: (pid) => pids.push(pid) }).close();
    expect(pids).toEqual([]);
  });

  test('a check that is given up rejects at once with the reason, others go on', async () => {
    await using checker = checkerWith({ timeoutMs: 2000 });
    const controller = new AbortController();
    const slow = checker.check(one(SLOW_TYPES), controller.signal);
    const reason = new Error('enough');
    setTimeout(() => controller.abort(reason), 300);
    await expect(slow).rejects.toBe(reason);
    expect(await messages(checker, GOOD)).toEqual([]);
  });

  test('gets nothing of the environment', async () => {
    const pids: number[] = [];
    process.env['ADRS_TEST_PLANTED_KEY'] = 'sk-planted';
    await using checker = checkerWith({ onStart: (pid) => pids.push(pid) });
    await messages(checker, GOOD);
    delete process.env['ADRS_TEST_PLANTED_KEY'];
    const seen = execFileSync('cat', [`/proc/${pids[0]}/environ`], { encoding: 'utf8' });
    expect(seen).toContain('GOMEMLIMIT');
    expect(seen).not.toContain('planted');
  });

  test.each(['idle', 'busy'])('dies with the process that owns it: %s', async (state) => {
    const host = path.join(import.meta.dirname, '..', 'fixtures', 'type-checker-host.ts');
    const child = spawn(process.execPath, [host, state], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [printed] = (await once(child.stdout, 'data')) as unknown[];
    const pid = Number(String(printed));
    await sleep(1000);
    expect(isAlive(pid)).toBe(true);
    child.kill('SIGKILL');
    await once(child, 'exit');
    for (let waited = 0; isAlive(pid) && waited < 50; waited += 1) await sleep(100);
    expect(isAlive(pid)).toBe(false);
  });
});

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
