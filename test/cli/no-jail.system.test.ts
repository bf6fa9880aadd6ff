import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADRS, createWorkplace, start, untilSpent } from './processes.ts';
import type { Ended, Workplace } from './processes.ts';

const BUBBLEWRAP = '/usr/bin/bwrap';
const isInstalled = existsSync(BUBBLEWRAP);
/** A program in the place of bubblewrap that isolates nothing. */
const WITHOUT_ISOLATION = 'while [ "$1" != "--" ]; do shift; done; shift; exec "$@"\n';

const FEW = [...untilSpent(3), '--set', 'finalists=0'];

let place: Workplace;
beforeAll(async () => {
  place = await createWorkplace();
});
afterAll(() => place[Symbol.asyncDispose]());

const at = (name: string): string => path.join(place.folder, name);

/** Runs `adrs` as on a machine whose bubblewrap is this shell script. */
async function withBubblewrap(script: string, ...argv: readonly string[]): Promise<Ended> {
  const program = at('bwrap');
  await writeFile(program, `#!/bin/sh\n${script}`, { mode: 0o755 });
  const hidden = ['--dev-bind', '/', '/', '--ro-bind', program, BUBBLEWRAP, '--'];
  return start([BUBBLEWRAP, ...hidden, ...ADRS, ...argv]).ended;
}

describe.skipIf(!isInstalled)('on a machine without bubblewrap', () => {
  const FAILS = 'exit 1\n';

  test('a run says so in its first lines, and runs', async () => {
    const argv = ['run', place.runFile, '--out', at('run'), ...FEW];
    const { code, err } = await withBubblewrap(FAILS, ...argv);
    expect(code).toBe(0);
    expect(err.split('\n').slice(0, 3).join('\n')).toMatch(
      /^warning: sandbox: NO bubblewrap: a worker could reach files .*; adrs doctor says more$/m,
    );
  });

  test('the doctor starts a worker, has it measure, and says how bubblewrap ended', async () => {
    const { code, out } = await withBubblewrap(FAILS, 'doctor');
    expect(code).toBe(0);
    expect(out).toMatch(/^warn {2}sandbox +a worker started and measured a policy in \d+\.\d s\n/m);
    expect(out).toMatch(/NO bubblewrap[\s\S]*hint: bubblewrap says "it failed"/);
  });
});

describe.skipIf(!isInstalled)('on a machine whose bubblewrap is odd', () => {
  test('a run without a filter of system calls says so', async () => {
    const argv = ['run', place.runFile, '--out', at('no-filter'), ...FEW];
    const { code, err } = await withBubblewrap(WITHOUT_ISOLATION, ...argv);
    expect(code).toBe(0);
    expect(err).toMatch(
      /^warning: sandbox: NO filter of system calls: .*; adrs doctor says more$/m,
    );
  });

  test('the doctor fails when no worker can start, and says why', async () => {
    const broken = 'case "$*" in *worker/main.ts*) echo "bwrap: no namespace" >&2; exit 1;; esac\n';
    const { code, out, err } = await withBubblewrap(broken + WITHOUT_ISOLATION, 'doctor');
    expect(code).toBe(1);
    expect(out).toMatch(
      /^FAIL {2}sandbox +a worker cannot measure a policy: .*cannot start \(bwrap\)/m,
    );
    expect(out).toContain('no namespace');
    expect(err).toMatch(/^E_SANDBOX adrs cannot run here: sandbox\n {2}hint: /m);
  });
});

test.skipIf(!isInstalled)('where the jail is whole, a run says nothing of it', async () => {
  const argv = [...ADRS, 'run', place.runFile, '--out', at('jailed'), ...FEW];
  expect((await start(argv).ended).err).not.toContain('sandbox:');
});
