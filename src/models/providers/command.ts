import path from 'node:path';
import { ConfigError, ModelError } from '../../core/errors.ts';
import type { Completion, LanguageModel, ModelRequest } from '../../core/model.ts';
import { conversationText } from '../conversation-text.ts';
import { runGroup, type GroupEnd } from './process-group.ts';
import { decodeReply, MAX_REPLY_BYTES } from '../reply-text.ts';
import { inScratchFolder } from './scratch-folder.ts';

export interface CommandModelOptions {
  /** Its name in the run file. */
  readonly name: string;
  /** Program and arguments; no shell reads them. They stand in the log, so no secret belongs here. */
  readonly command: readonly string[];
  readonly timeoutMs: number;
  /** 1 MiB when left out. */
  readonly maxReplyBytes?: number | undefined;
  /** The whole environment of the program; nothing of this process is added. */
  readonly env: Readonly<Record<string, string>>;
  /** Where it runs. A fresh, empty folder for each call when left out, so that an agent edits nothing. */
  readonly cwd?: string | undefined;
}

const FREE = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0 };
const NO_TOKENS = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0, reasoning: 0 };

/**
 * A program as a model: it reads the prompt on standard input and prints the reply, as `claude -p`,
 * `codex exec` and `llm` do. A lone message is its input as it is; a longer conversation is laid out
 * by `conversationText`. The program and all it started are gone when a call ends, in any way. It costs
 * and counts nothing, since it does not report its usage. Throws ConfigError when there is no program.
 */
export function createCommandModel(options: CommandModelOptions): LanguageModel {
  const { name, command, timeoutMs } = options;
  const [program] = command;
  if (program === undefined || program === '') {
    throw new ConfigError(`model ${JSON.stringify(name)}: the command is empty`, {
      hint: 'give a program and its arguments, such as [claude, -p]',
    });
  }
  return {
    name,
    identity: { provider: 'command', command: [...command] },
    // Replies count as no tokens; this is the least that the contract allows.
    maxOutputTokens: 1,
    countsTokens: false,
    price: FREE,
    async complete(request, signal) {
      signal.throwIfAborted();
      const deadline = AbortSignal.timeout(timeoutMs);
      const end = await inFolder(options.cwd, (cwd) =>
        start({ ...options, cwd }, request, AbortSignal.any([signal, deadline])),
      );
      signal.throwIfAborted();
      if (deadline.aborted) {
        throw new ModelError(`${program} took longer than ${timeoutMs / 1000} s`, {
          kind: 'timeout',
        });
      }
      return replyOf(program, end, options.maxReplyBytes ?? MAX_REPLY_BYTES);
    },
  };
}

async function inFolder<T>(cwd: string | undefined, work: (cwd: string) => Promise<T>): Promise<T> {
  return cwd === undefined ? inScratchFolder(work) : work(cwd);
}

async function start(
  { command, env, maxReplyBytes, cwd }: CommandModelOptions & { readonly cwd: string },
  request: ModelRequest,
  signal: AbortSignal,
): Promise<GroupEnd> {
  const [program = '', ...args] = command;
  const [message] = request.messages;
  const isAlone = request.messages.length === 1 && message !== undefined;
  const input = isAlone ? message.text : conversationText(request) + HOW_TO_GO_ON;
  const maxOutputBytes = maxReplyBytes ?? MAX_REPLY_BYTES;
  try {
    return await runGroup({ program, args, cwd, env, input, maxOutputBytes }, signal);
  } catch (error) {
    throw cannotStart(program, error);
  }
}

const HOW_TO_GO_ON =
  '\nReply with the next message of the assistant, and with nothing else. Only the lines above that carry\nthe mark in brackets separate messages.\n';

function cannotStart(program: string, cause: unknown): ModelError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  const message = `${program} cannot be started${code === '' ? '' : ` (${code})`}`;
  // Too many processes or open files may pass.
  if (['EAGAIN', 'EMFILE', 'ENFILE', 'ENOMEM'].includes(code)) {
    return new ModelError(message, { kind: 'server', cause });
  }
  const hint =
    code === 'ENOENT'
      ? 'install it, or give its full path; it is looked up on the PATH that the model is given'
      : code === 'EACCES'
        ? 'make it executable, or name the interpreter first'
        : 'check the command of the model';
  return new ModelError(message, { kind: 'access', hint, cause });
}

function replyOf(program: string, end: GroupEnd, maxReplyBytes: number): Completion {
  if (end.isFlooded) {
    throw new ModelError(`${program} printed more than ${maxReplyBytes} bytes`, {
      kind: 'malformed',
    });
  }
  if (end.code !== 0) {
    const how = end.code === null ? `was ended by ${end.signal}` : `ended with code ${end.code}`;
    throw new ModelError(`${program} ${how}${lastLines(end.stderr)}`, { kind: 'server' });
  }
  const text = decodeReply(end.stdout);
  if (text.trim() === '') {
    throw new ModelError(`${program} printed nothing${lastLines(end.stderr)}`, {
      kind: 'malformed',
    });
  }
  return { text, finish: 'stop', usage: NO_TOKENS, answeredBy: path.basename(program) };
}

function lastLines(stderr: string): string {
  const lines = stderr.trim().split('\n').slice(-5).join('\n');
  return lines === '' ? '' : `: ${lines}`;
}
