import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import { Command } from 'commander';
import { describe, expect, onTestFinished, test } from 'vitest';
import { registerMailbox } from '../../src/cli/mailbox.ts';
import { ConfigError } from '../../src/core/errors.ts';
import { MailboxError } from '../../src/models/mailbox/error.ts';
import { openRunStore } from '../../src/store/run-store.ts';
import { ask, failureOf, freshRun, openId, requestOf } from '../models/mailbox/kit.ts';
import { reserved, settled } from '../report/synthetic-models.ts';
import { added, started } from '../report/synthetic-run.ts';

/** Runs `adrs mailbox ...` and answers with what it printed. Throws what it throws. */
async function mailbox(...argv: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const io = {
    out: (line: string) => void lines.push(line),
    err: () => undefined,
    draw: () => undefined,
    isTty: false,
    columns: 80,
  };
  const program = new Command('adrs').exitOverride().configureOutput({ writeErr: () => undefined });
  registerMailbox(program, { io, signal: new AbortController().signal });
  await program.parseAsync(['mailbox', ...argv], { from: 'user' });
  return lines.join('\n');
}

const PIPED = `
  import { Command } from 'commander';
  import { registerMailbox } from './src/cli/mailbox.ts';
  import { processTerminal } from './src/cli/terminal.ts';
  const program = new Command('adrs').exitOverride();
  registerMailbox(program, { io: processTerminal(), signal: new AbortController().signal });
  await program.parseAsync(['mailbox', ...process.argv.slice(1)], { from: 'user' }).catch((error) => {
    console.error(error.code);
    process.exit(7);
  });`;

/** Runs it in a process of its own with this on standard input; the exit code is 7 when it throws. */
async function piped(
  input: string,
  ...argv: readonly string[]
): Promise<{ readonly code: number | null; readonly err: string }> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', PIPED, '--', ...argv], {
    cwd: path.join(import.meta.dirname, '..', '..'),
    stdio: ['pipe', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  return { code, err };
}

describe('adrs mailbox', () => {
  test('lists, hands out and answers', async () => {
    const { run, folder } = freshRun();
    const { answer } = ask(folder, 'q');
    const id = await openId(folder);
    expect(await mailbox('list', run)).toMatch(
      new RegExp(`^${id}  open  person: improve q  \\(answer before .*\\)\n1 waiting, 0 answered`),
    );
    const printed = await mailbox('next', run, '--as', 'Ann Lee');
    const file = path.join(folder, `${id}.md`);
    expect(printed).toBe(`${file}\n\n${await readFile(file, 'utf8')}`);
    expect(await mailbox('list', run)).toContain(`${id}  claimed by Ann Lee  person: improve q`);
    const reply = path.join(run, 'reply.txt');
    await writeFile(reply, '\uFEFFIdea: wait\r\n');
    expect(await mailbox('answer', run, '1', reply)).toBe(`answered ${id}`);
    expect(await answer).toMatchObject({ text: 'Idea: wait\n', answeredBy: 'Ann Lee' });
    expect(await mailbox('list', run)).toBe('0 waiting, 1 answered, 0 withdrawn, 0 late');
  });

  test('answers the request that one took, or the oldest, and tells what the reply brought', async () => {
    const { run, folder } = freshRun();
    const store = openRunStore(run, { mode: 'create' });
    onTestFinished(() => store.close());
    const { key } = requestOf('q');
    await store.append([started(), reserved(1, { key, ordinal: 1 })]);
    const { answer } = ask(folder, 'q');
    await openId(folder);
    await mailbox('next', run, '--as', 'Ann');
    const reply = path.join(run, 'reply.txt');
    await writeFile(reply, 'Idea: wait');
    await expect(mailbox('answer', run, '--next', reply)).rejects.toThrow('no request waits');
    await expect(mailbox('answer', run)).rejects.toThrow('no request is named');
    const printed = mailbox('answer', run, '--next', reply, '--as', 'Ann', '--wait', '30');
    expect(await answer).toMatchObject({ answeredBy: 'Ann' });
    await store.append([settled(1), added(1, { fitness: -98.5 })]);
    expect((await printed).split('\n')[1]).toBe(
      'p1 has a train fitness of -98.500; placement: new',
    );
  });

  test('takes the run before the verb as well', async () => {
    const { run, folder } = freshRun();
    ask(folder, 'q');
    const id = await openId(folder);
    const claimed: unknown = JSON.parse(
      await mailbox(run, 'next', '--json', '--as', 'bo', '--lease', '5'),
    );
    expect(claimed).toMatchObject({
      id,
      title: 'improve q',
      model: 'person',
      file: path.join(folder, `${id}.md`),
    });
    expect(JSON.parse(await mailbox(run, 'list', '--json'))).toMatchObject([
      { id, status: 'claimed', claimedBy: 'bo' },
    ]);
  });

  test('waits for a request for as long as it says', async () => {
    const { run, folder } = freshRun();
    await mkdir(folder);
    const coming = mailbox('next', run, '--wait', '30');
    ask(folder, 'q');
    expect(await coming).toContain('improve q');
    await expect(mailbox('next', run)).rejects.toThrow('no request waits for an answerer');
    const startedAt = performance.now();
    await expect(mailbox('next', run, '--wait', '0.4')).rejects.toThrow(MailboxError);
    expect(performance.now() - startedAt).toBeGreaterThan(390);
  });

  test('waits for a run that is still starting', async () => {
    const { run, folder } = freshRun();
    const later = path.join(run, 'later');
    const coming = mailbox('next', later, '--wait', '30');
    await mkdir(path.join(later, 'mailbox'), { recursive: true });
    ask(path.join(later, 'mailbox'), 'q');
    expect(await coming).toContain('improve q');
    await expect(mailbox('next', folder, '--wait', '0.1')).rejects.toThrow(/there is no run in/);
  });

  test('waits no longer once the run has ended', async () => {
    const { run, folder } = freshRun();
    await mkdir(folder);
    const packed = path.join(import.meta.dirname, '../fixtures/stored-runs/schema-1.db.zst');
    await writeFile(path.join(run, 'run.db'), zstdDecompressSync(await readFile(packed)));
    const startedAt = performance.now();
    await expect(mailbox('next', run, '--wait', '600')).rejects.toThrow('the run has ended');
    expect(performance.now() - startedAt).toBeGreaterThan(900);
  });

  test('goes on waiting while a log cannot be read yet', async () => {
    const { run, folder } = freshRun();
    await mkdir(folder);
    await writeFile(path.join(run, 'run.db'), '');
    const coming = mailbox('next', run, '--wait', '1.6');
    await expect(coming).rejects.toThrow('no request waits for an answerer');
  });

  test('says that a request was withdrawn or answered', async () => {
    const { run, folder } = freshRun();
    await failureOf(ask(folder, 'a', { timeoutMs: 100 }).answer);
    const reply = path.join(run, 'reply.txt');
    await writeFile(reply, 'x');
    await expect(mailbox('answer', run, '1', reply)).rejects.toThrow(
      /^request 00001-\w+ was withdrawn: its deadline had passed$/,
    );
    ask(folder, 'b');
    await openId(folder);
    await mailbox('answer', run, '2', reply, '--as', 'ann');
    await expect(mailbox('answer', run, '2', reply, '--as', 'bob')).rejects.toThrow(
      /^request 00002-\w+ has been answered already by ann$/,
    );
  });

  test.each([
    ['a run that is not there', ['list', 'no-such-run']],
    ['a run that never starts', ['next', 'no-such-run', '--wait', '0.1']],
    ['a lease that is no number', ['next', 'RUN', '--lease', 'soon']],
    ['a negative wait', ['next', 'RUN', '--wait', '-1']],
    ['a name that is no line', ['next', 'RUN', '--as', 'a\nb']],
    ['a name that is too long', ['next', 'RUN', '--as', 'a'.repeat(51)]],
    ['an id that is not there', ['answer', 'RUN', '../../x', 'FILE']],
    ['a file that is not there', ['answer', 'RUN', '1', '/no/such/file']],
    ['a folder as a file', ['answer', 'RUN', '1', '/']],
  ])('calls %s a mistake', async (_, argv) => {
    const { run, folder } = freshRun();
    ask(folder, 'q');
    await openId(folder);
    const file = path.join(run, 'reply.txt');
    await writeFile(file, 'x');
    const words = argv.map((word) => (word === 'RUN' ? run : word === 'FILE' ? file : word));
    await expect(mailbox(...words)).rejects.toThrow(ConfigError);
  });

  test('reads the reply from standard input, and refuses what is too long', async () => {
    const { run, folder } = freshRun();
    const { answer } = ask(folder, 'q');
    await openId(folder);
    const long = await piped('x'.repeat(2 ** 21), 'answer', run, '1');
    expect(long).toMatchObject({ code: 7 });
    expect(long.err).toContain('E_MAILBOX');
    expect(await piped('Idea: pipes\n', 'answer', run, '1', '--as', 'agent')).toMatchObject({
      code: 0,
      err: '',
    });
    expect(await answer).toMatchObject({ text: 'Idea: pipes\n', answeredBy: 'agent' });
  });

  test('refuses a file that is too long, and the request stays open', async () => {
    const { run, folder } = freshRun();
    ask(folder, 'q');
    await openId(folder);
    const file = path.join(run, 'reply.txt');
    await writeFile(file, 'x'.repeat(2 ** 20 + 1));
    await expect(mailbox('answer', run, '1', file)).rejects.toThrow(/1048577 bytes/);
    expect(await mailbox('list', run)).toContain('open');
  });
});
