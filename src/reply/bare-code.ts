import { DEFAULT_GATE } from '../syntax/gate.ts';
import { parseModule } from '../syntax/parse.ts';
import { changed, type Changes } from './changed-program.ts';
import { ideaOf } from './idea.ts';
import type { ScannedReply } from './scan-reply.ts';
import { shown, unusable, type Unusable } from './unusable.ts';

const EXPORT = /^export\b/m;

/** A reply without fences and edits: all of it may be the program, with or without an idea before. */
export function bareCode(answer: string, scanned: ScannedReply, path: string): Changes | Unusable {
  const [fence] = scanned.fences;
  if (fence !== undefined) {
    return unusable(
      'no-code',
      `No fence of your reply holds a program: the one in line ${fence.line} is no TypeScript with an export. Send edits, or the whole file in a fence that begins with three ticks and ts.`,
    );
  }
  const lines = answer.split(/\r\n?|\n/);
  const first = lines.findIndex((line) => line.trim() !== '');
  const isIdea = ideaOf(lines.slice(first, first + 1)) !== '';
  const code = `${lines
    .slice(isIdea ? first + 1 : first)
    .join('\n')
    .trim()}\n`;
  return EXPORT.test(code) ? parsedCode(code, path) : noCode();
}

function noCode(): Unusable {
  return unusable(
    'no-code',
    'Your reply holds no program and no edit. Send edits, or the whole file in a fence that begins with three ticks and ts.',
  );
}

function parsedCode(code: string, path: string): Changes | Unusable {
  if (code.length > DEFAULT_GATE.maxFileBytes) {
    return unusable(
      'too-large',
      `The program has ${code.length} characters, at most ${DEFAULT_GATE.maxFileBytes} are allowed.`,
    );
  }
  const parsed = parseModule(code);
  if (parsed.ok) return changed(new Map([[path, code]]), false);
  return unusable(
    'no-code',
    `Your reply has neither edits nor a fence, and as a whole it is no program: line ${parsed.line}, column ${parsed.column}: ${shown(parsed.message)}. Put the program in a fence that begins with three ticks and ts.`,
  );
}
