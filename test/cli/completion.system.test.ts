import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADRS, adrs, start } from './processes.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'adrs-completion-'));
  for (const id of ['mine-1', 'mine-2', 'other']) {
    await mkdir(path.join(folder, 'runs', id), { recursive: true });
    await writeFile(path.join(folder, 'runs', id, 'run.db'), '');
  }
  for (const file of ['problems/own-problem/problem.ts', 'fast.yaml']) {
    await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
    await writeFile(path.join(folder, file), '');
  }
  await mkdir(path.join(folder, 'bin'));
  const command = path.join(folder, 'bin', 'adrs');
  await writeFile(command, `#!/bin/sh\nexec "${ADRS[0]}" "${ADRS[1]}" "$@"\n`);
  await chmod(command, 0o755);
});
afterAll(() => rm(folder, { recursive: true }));

/** What a bash without configuration offers for the last of the words, as it does when somebody presses tab. */
async function offered(...words: readonly string[]): Promise<readonly string[]> {
  const quoted = words.map((word) => `'${word}'`).join(' ');
  const code = `
    cd '${folder}'
    PATH='${folder}/bin':$PATH
    source <(adrs completion bash)
    compopt() { :; }
    COMP_WORDS=(${quoted}) COMP_CWORD=${words.length - 1}
    handler=$(complete -p adrs | sed 's/.*-F \\([^ ]*\\).*/\\1/')
    $handler adrs
    printf '%s\\n' "\${COMPREPLY[@]}"`;
  const {
    code: status,
    out,
    err,
  } = await start(['bash', '--norc', '--noprofile', '-c', code]).ended;
  if (status !== 0) throw new Error(err);
  return out
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

describe('completion in bash', () => {
  test('offers commands and their options', async () => {
    expect(await offered('adrs', 'ru')).toEqual(['run', 'runs']);
    expect(await offered('adrs', 'export', 'mine-1', '--p')).toEqual(['--parquet']);
    expect(await offered('adrs', 'mailbox', 'an')).toEqual(['answer']);
    expect(await offered('adrs', 'comp')).toEqual(['completion']);
  });

  test('offers the runs that are here, and latest', async () => {
    expect(await offered('adrs', 'show', '')).toEqual(['latest', 'mine-1', 'mine-2', 'other']);
    expect(await offered('adrs', 'explain', 'mi')).toEqual(['mine-1', 'mine-2']);
    expect(await offered('adrs', 'runs', '--remove', 'o')).toEqual(['other']);
  });

  test('offers problems of adrs and own ones, and run files', async () => {
    expect(await offered('adrs', 'eval', 'cant')).toEqual(['cant-be-late', 'cant-be-late-multi']);
    expect(await offered('adrs', 'eval', 'own')).toEqual(['own-problem']);
    expect(await offered('adrs', 'run', '')).toEqual([
      'fast.yaml',
      'problems/own-problem/run.yaml',
    ]);
  });
});

test.each(['zsh', 'fish'])(
  'there is a script for %s, and none for an unknown shell',
  async (shell) => {
    const { code, out } = await adrs('completion', shell);
    expect([code, out]).toEqual([0, expect.stringContaining('adrs complete --')]);
    expect((await adrs('completion', 'tcsh')).code).toBe(2);
  },
);
