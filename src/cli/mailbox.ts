import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Argument, type Command } from 'commander';
import { ConfigError, messageOf } from '../core/errors.ts';
import {
  answerRequest,
  claimNext,
  listMailbox,
  type ClaimedRequest,
  type MailboxEntry,
} from '../models/mailbox-answers.ts';
import { MailboxError, mailboxFailure } from '../models/mailbox-error.ts';
import { decodeReply, MAX_REPLY_BYTES } from '../models/reply-text.ts';
import type { CommandContext } from './command.ts';
import { runFolder } from './run-folder.ts';

const POLL_MS = 250;
const RUN = 'folder of a run, or its id under runs/';
const VERBS = ['list', 'next', 'answer'] as const;

/** `adrs mailbox`: a person or a coding agent answers for a model. */
export function registerMailbox(program: Command, context: CommandContext): void {
  const mailbox = program
    .command('mailbox')
    .description('answer for a model: see what a run asks, take a request, send the reply')
    .argument('<run>', RUN)
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
    .argument('<run>', RUN)
    .option('--json', 'print every request, closed ones too, as JSON')
    .action(async (run: string, options: { readonly json?: true }) => {
      const folder = mailboxOf(run);
      const entries = await guarded(folder, () => listMailbox(folder));
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
    .description('take the oldest request that nobody works on, and print it')
    .argument('<run>', RUN)
    .option('--as <name>', 'who takes it')
    .option('--wait <seconds>', 'how long to wait for a request', '0')
    .option('--lease <minutes>', 'for how long nobody else gets it', '60')
    .option('--json', 'print it as JSON')
    .action(async (run: string, options: NextOptions) => {
      const folder = mailboxOf(run);
      const by = answerer(options.as);
      const leaseMs = amount('--lease', options.lease) * 60_000;
      const giveUpAt = performance.now() + amount('--wait', options.wait) * 1000;
      const claimed = await guarded(folder, async () => {
        for (;;) {
          const found = await claimNext(folder, { by, leaseMs });
          const leftMs = giveUpAt - performance.now();
          if (found !== undefined || leftMs <= 0) return found;
          await sleep(Math.min(POLL_MS, leftMs), undefined, { signal });
        }
      });
      if (claimed === undefined) {
        throw new MailboxError('no request waits for an answerer', {
          hint: 'give --wait SECONDS to wait for one; adrs mailbox list shows who works on what',
        });
      }
      io.out(options.json ? JSON.stringify(asJson(claimed)) : `${claimed.file}\n\n${claimed.text}`);
    });
}

function registerAnswer(mailbox: Command, { io }: CommandContext): void {
  mailbox
    .command('answer')
    .description('send the reply to a request')
    .argument('<run>', RUN)
    .argument('<id>', 'of the request: its number, or the beginning of its id')
    .argument('[file]', 'with the reply; standard input when left out or -', '-')
    .option('--as <name>', 'who answers; whoever took the request by default')
    // oxlint-disable-next-line max-params -- commander hands over each argument on its own
    .action(async (run: string, id: string, file: string, options: { readonly as?: string }) => {
      const folder = mailboxOf(run);
      const by = answerer(options.as);
      const text = decodeReply(await contentOf(file));
      const request = await guarded(folder, () => answerRequest(folder, id, { text, by }));
      io.out(`answered ${request}`);
    });
}

/** The mailbox of a run, which may not be there yet. */
function mailboxOf(run: string): string {
  const folder = runFolder(run);
  const mailbox = path.join(folder, 'mailbox');
  if (existsSync(mailbox) || existsSync(path.join(folder, 'run.db'))) return mailbox;
  throw new ConfigError(`there is no run in ${folder}`, {
    hint: 'name the folder of a run, or its id under runs/',
  });
}

async function guarded<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw mailboxFailure(error, folder);
  }
}

function answerer(name: string | undefined): string | undefined {
  if (name === undefined || /^[\p{L}\p{N} .,:;@+_/()-]{1,80}$/u.test(name)) return name;
  throw new ConfigError('--as takes a name of at most 80 letters, digits and signs on one line');
}

function amount(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new ConfigError(
    `${option} takes a number that is not negative, not ${JSON.stringify(text)}`,
  );
}

async function contentOf(file: string): Promise<Uint8Array> {
  if (file === '-') return standardInput();
  try {
    const facts = await stat(file);
    if (facts.size > MAX_REPLY_BYTES) throw tooLong(`${file} has ${facts.size} bytes`);
    return await readFile(file);
  } catch (error) {
    if (error instanceof MailboxError) throw error;
    throw new ConfigError(`${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
}

async function standardInput(): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of process.stdin) {
    const piece = Buffer.from(chunk);
    chunks.push(piece);
    bytes += piece.byteLength;
    if (bytes > MAX_REPLY_BYTES) throw tooLong('standard input goes on');
  }
  return Buffer.concat(chunks);
}

function tooLong(what: string): MailboxError {
  return new MailboxError(`${what}, a reply has at most ${MAX_REPLY_BYTES}`, {
    hint: 'the request stays open: answer with what changes only',
  });
}

function asJson({ head, file, replyFile, text }: ClaimedRequest): object {
  return { ...head, file, replyFile, text };
}

function listing(entries: readonly MailboxEntry[]): readonly string[] {
  const waiting = entries.filter(({ isWaiting }) => isWaiting);
  const closed = ['answered', 'withdrawn', 'late'] as const;
  const counts = closed.map((status) => {
    const count = entries.filter((entry) => !entry.isWaiting && entry.status === status).length;
    return `${count} ${status}`;
  });
  return [...waiting.map(lineOf), `${waiting.length} waiting, ${counts.join(', ')}`];
}

function lineOf({
  id,
  status,
  title,
  model,
  deadline,
  claimedBy,
  claimedUntil,
}: MailboxEntry): string {
  const who = claimedBy === undefined ? '' : ` by ${claimedBy}`;
  const until = claimedUntil === undefined ? `answer before ${deadline}` : `until ${claimedUntil}`;
  return `${id}  ${status}${who}  ${model}: ${title}  (${until})`;
}
