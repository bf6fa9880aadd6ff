import { createReadStream, existsSync } from 'node:fs';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Argument, type Command } from 'commander';
import { ConfigError, messageOf } from '../core/errors.ts';
import {
  answerRequest,
  claimNext,
  listMailbox,
  type ClaimedRequest,
  type ClaimOptions,
  type MailboxEntry,
} from '../models/mailbox/answers.ts';
import { MailboxError, mailboxFailure } from '../models/mailbox/error.ts';
import { pause } from '../models/pause.ts';
import { awaitOutcome } from '../session/await-outcome.ts';
import { decodeReply } from '../models/reply-text.ts';
import type { CommandContext } from './command.ts';
import { isWaiting, nextToAnswer, outcomeText } from './mailbox-answer.ts';
import { createEndingCheck } from '../session/run-ending.ts';
import { amount } from './option-values.ts';
import { RUN_ARGUMENT, runFolder, runFolderIfAny } from './run-folder.ts';

const POLL_MS = 250;
const VERBS = ['list', 'next', 'answer'] as const;

/** `adrs mailbox`: a person or a coding agent answers for a model. */
export function registerMailbox(program: Command, context: CommandContext): void {
  const mailbox = program
    .command('mailbox')
    .description('answer for a model: see what a run asks, take a request, send the reply')
    .argument('<run>', RUN_ARGUMENT)
    .addArgument(new Argument('<verb>', 'may also stand before the run').choices(VERBS))
    .argument('[rest...]', 'arguments of the verb')
    .allowUnknownOption()
    .action(async (run: string, verb: string, rest: readonly string[]) => {
      await mailbox.parseAsync([verb, run, ...rest], { from: 'user' });
    });
  registerList(mailbox, context);
  registerNext(mailbox, context);
  registerAnswer(mailbox, context);
}

function registerList(mailbox: Command, { io }: CommandContext): void {
  mailbox
    .command('list')
    .description('show the requests that wait')
    .argument('<run>', RUN_ARGUMENT)
    .option('--json', 'print every request, closed ones too, as JSON')
    .action(async (run: string, options: { readonly json?: true }) => {
      const entries = await inMailbox(run, listMailbox);
      if (options.json) io.out(JSON.stringify(entries));
      else for (const each of listing(entries)) io.out(each);
    });
}

interface NextOptions {
  readonly as?: string;
  readonly wait: string;
  readonly lease: string;
  readonly json?: true;
}

function registerNext(mailbox: Command, { io, signal }: CommandContext): void {
  mailbox
    .command('next')
    .description(
      'take a request and print it: your own open one, or the oldest that nobody works on',
    )
    .argument('<run>', RUN_ARGUMENT)
    .option('--as <name>', 'who takes it; agents that work at once need a name each')
    .option(
      '--wait <seconds>',
      'how long to wait for a request, or for the run to start; not after its end',
      '0',
    )
    .option('--lease <minutes>', 'for how long nobody else gets it', '60')
    .option('--json', 'print it as JSON')
    .action(async (run: string, options: NextOptions) => {
      const by = answerer(options.as);
      const leaseMs = amount('--lease', options.lease) * 60_000;
      const giveUpAt = performance.now() + amount('--wait', options.wait) * 1000;
      const found = await nextRequest(run, { by, leaseMs, giveUpAt, signal });
      if (found === undefined) {
        throw new MailboxError('no request waits for an answerer', {
          hint: 'give --wait SECONDS to wait for one; adrs mailbox list shows who works on what',
        });
      }
      io.out(options.json ? JSON.stringify(found) : `${found.file}\n\n${found.text}`);
    });
}

interface Wait extends ClaimOptions {
  /** By the clock of `performance`. */
  readonly giveUpAt: number;
  readonly signal: AbortSignal;
}

/** The request that was taken; undefined when there is none in time. The run may still be starting. */
async function nextRequest(run: string, wait: Wait): Promise<ClaimedRequest | undefined> {
  const hasEnded = createEndingCheck();
  for (;;) {
    const leftMs = wait.giveUpAt - performance.now();
    const mailbox = await mailboxOf(run);
    const isStarting = leftMs > 0 && mailbox === undefined;
    const found = isStarting ? undefined : await inMailbox(run, (each) => claimNext(each, wait));
    if (found !== undefined || leftMs <= 0) return found;
    if (mailbox !== undefined && (await hasEnded(path.dirname(mailbox)))) {
      throw new MailboxError('the run has ended, nothing more will be asked');
    }
    await pause(Math.min(POLL_MS, leftMs), wait.signal);
  }
}

interface AnswerOptions {
  readonly as?: string;
  readonly next?: true;
  readonly wait?: string;
}

function registerAnswer(mailbox: Command, { io, signal }: CommandContext): void {
  mailbox
    .command('answer')
    .description('send the reply to a request')
    .argument('<run>', RUN_ARGUMENT)
    .argument('[id]', 'of the request: its number, or the beginning of its id; none with --next')
    .argument('[file]', 'with the reply; standard input when left out or -')
    .option('--as <name>', 'who answers; whoever took the request by default')
    .option('--next', 'answer the request that you took, or the oldest that nobody works on')
    .option('--wait <seconds>', 'wait for what the reply brings, and print it')
    // oxlint-disable-next-line max-params -- commander hands over each argument on its own
    .action(async (run: string, id = '', file = '', options: AnswerOptions = {}) => {
      const by = answerer(options.as);
      const { wait, next } = options;
      const waitMs = wait === undefined ? undefined : amount('--wait', wait) * 1000;
      requireOneId(next === true, id, file);
      const given = next ? await idOfNext(run, by) : id;
      const text = decodeReply(await contentOf((next ? id : file) || '-'));
      const request = await inMailbox(run, (folder) => answerRequest(folder, given, { text, by }));
      io.out(`answered ${request}`);
      if (waitMs === undefined) return;
      const [, keyStart = ''] = request.split('-');
      const folder = await runFolder(run);
      const giveUpAt = performance.now() + waitMs;
      io.out(outcomeText(await awaitOutcome({ folder, keyStart, giveUpAt, signal })));
    });
}

/** Throws ConfigError unless the request is named in exactly one way. */
function requireOneId(isNext: boolean, id: string, file: string): void {
  if (isNext ? file === '' : id !== '') return;
  throw new ConfigError(isNext ? '--next takes a file and no id' : 'no request is named', {
    hint: 'adrs mailbox answer RUN ID [FILE], or adrs mailbox answer RUN --next [FILE]',
  });
}

/** Throws MailboxError when no request waits. */
async function idOfNext(run: string, by: string | undefined): Promise<string> {
  const next = nextToAnswer(await inMailbox(run, listMailbox), by);
  if (next !== undefined) return next.id;
  throw new MailboxError('no request waits for an answerer', {
    hint: 'adrs mailbox list shows who works on what',
  });
}

/** The mailbox of a run, which may not be there yet; undefined when there is no such run. */
async function mailboxOf(run: string): Promise<string | undefined> {
  const folder = await runFolderIfAny(run);
  if (folder === undefined) return undefined;
  const mailbox = path.join(folder, 'mailbox');
  return existsSync(mailbox) || existsSync(path.join(folder, 'run.db')) ? mailbox : undefined;
}

async function inMailbox<T>(run: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mailboxOf(run);
  if (folder === undefined) {
    throw new ConfigError(`there is no run in ${await runFolder(run)}`, {
      hint: 'name the folder of a run, or its id under runs/',
    });
  }
  try {
    return await work(folder);
  } catch (error) {
    throw mailboxFailure(error, folder);
  }
}

function answerer(name: string | undefined): string | undefined {
  if (name === undefined || /^[\p{L}\p{N} .,:;@+_/()-]{1,50}$/u.test(name)) return name;
  throw new ConfigError('--as takes a name of at most 50 letters, digits and signs on one line');
}

/** The bytes of a file, or of standard input for `-`. */
async function contentOf(file: string): Promise<Uint8Array> {
  try {
    return await buffer(file === '-' ? process.stdin : createReadStream(file));
  } catch (error) {
    throw new ConfigError(`${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

function listing(entries: readonly MailboxEntry[]): readonly string[] {
  const waiting = entries.filter(isWaiting).map(lineOf);
  const closed = ['answered', 'withdrawn', 'late'].map(
    (status) => `${entries.filter((entry) => entry.status === status).length} ${status}`,
  );
  return [...waiting, `${waiting.length} waiting, ${closed.join(', ')}`];
}

function lineOf({ claimedBy, claimedUntil, ...entry }: MailboxEntry): string {
  const who = claimedBy === undefined ? '' : ` by ${claimedBy}`;
  const until = claimedUntil ? `until ${claimedUntil}` : `answer before ${entry.deadline}`;
  return `${entry.id}  ${entry.status}${who}  ${entry.model}: ${entry.title}  (${until})`;
}
