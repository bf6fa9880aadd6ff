import type { Finish } from '../core/model.ts';
import type { Source } from '../core/program.ts';
import { DEFAULT_GATE } from '../syntax/gate.ts';
import { answerText } from './answer-text.ts';
import { applyBlocks } from './apply-edits.ts';
import { bareCode } from './bare-code.ts';
import { changed, changedProgram, type Changes } from './changed-program.ts';
import { findEvolveBlocks } from './evolve-blocks.ts';
import { ideaOf } from './idea.ts';
import { indexLines } from './lines.ts';
import type { EditedFiles } from './place-edits.ts';
import { scanReply, type ScannedReply } from './scan-reply.ts';
import { complaintAboutParts } from './unreadable-parts.ts';
import { isUnusable, unusable, type Unusable } from './unusable.ts';
import { wholeFiles } from './whole-files.ts';

/** The request that a reply answers. */
export interface ReplyContext {
  /** The program that the model was asked to change; null when it was asked for a new one. */
  readonly parent: Source | null;
  /** Name of the entry file when there is no parent. */
  readonly entry: string;
  /** The reason why the reply ended; one cut by `length` is never used. */
  readonly finish?: Finish | undefined;
}

/** A model's reply as a program. */
export type ReadReply =
  | {
      readonly status: 'program';
      readonly source: Source;
      /** One line, at most 200 printable characters; empty when the reply does not say. */
      readonly idea: string;
    }
  | Unusable;

/** Characters; twice the text that a program may have. */
const MAX_TEXT = 2 * DEFAULT_GATE.maxTotalBytes;
const MAX_LINES = 50_000;

/**
 * Makes a program of a model's reply: edit blocks applied to the parent, or whole files, in fences or
 * the reply itself. All or nothing: an edit that does not fit is reported to the model, never skipped.
 * Whether the program is valid TypeScript is not checked. Never throws; time grows with the sizes of
 * reply and parent.
 */
export function readReply(reply: string, context: ReplyContext): ReadReply {
  const size = complaintAboutLength(reply);
  if (size !== undefined) return size;
  const answer = answerOf(reply, context);
  if (typeof answer !== 'string') return answer;
  const scanned = scanReply(answer);
  const files = Object.entries(context.parent?.files ?? {});
  const program = {
    files: new Map(files.map(([path, text]) => [path, indexLines(text)])),
    entry: context.parent?.entry ?? context.entry,
  };
  const unreadable = complaintAboutParts(scanned, program.files);
  if (unreadable !== undefined) return unreadable;
  const changes = changesOf(answer, scanned, program);
  if (isUnusable(changes)) return changes;
  const source = changedProgram(changes, program);
  return isUnusable(source) ? source : { status: 'program', source, idea: ideaOf(scanned.prose) };
}

function complaintAboutLength(reply: string): Unusable | undefined {
  if (reply.length > MAX_TEXT) {
    return unusable(
      'too-large',
      `The reply has ${reply.length} characters, at most ${MAX_TEXT} are read.`,
    );
  }
  let lines = 1;
  for (let at = reply.indexOf('\n'); at !== -1; at = reply.indexOf('\n', at + 1)) lines += 1;
  return lines > MAX_LINES
    ? unusable('too-large', `The reply has ${lines} lines, at most ${MAX_LINES} are read.`)
    : undefined;
}

/** The part of a reply that answers. */
function answerOf(reply: string, { finish }: ReplyContext): string | Unusable {
  return finish === 'length'
    ? unusable(
        'truncated',
        'The reply was cut at its greatest length. Answer shorter: send edits instead of whole files.',
      )
    : answerText(reply);
}

function changesOf(
  answer: string,
  scanned: ScannedReply,
  program: EditedFiles,
): Changes | Unusable {
  const hasEdits = scanned.edits.length > 0;
  const files = new Map([...program.files].map(([path, { text }]) => [path, text]));
  const blocks = blocksOf(program);
  const evolved = blocks.length === 1 ? blocks[0] : undefined;
  const whole = wholeFiles(scanned.fences, { files, entry: program.entry, hasEdits, evolved });
  if (isUnusable(whole)) return whole;
  const edited = hasEdits ? applyBlocks(scanned.edits, program) : new Map<string, string>();
  if (isUnusable(edited)) return edited;
  const both = [...whole.keys()].find((path) => edited.has(path));
  if (both !== undefined) {
    return unusable(
      'several-programs',
      `Your reply holds edits of ${both} and the whole of it. Send one or the other.`,
    );
  }
  const changes = new Map([...changed(whole, false), ...changed(edited, true)]);
  return changes.size > 0 ? changes : bareCode(answer, scanned, evolved ?? program.entry);
}

/** The file of each evolve block. */
function blocksOf({ files }: EditedFiles): string[] {
  return [...files].flatMap(([path, { lines }]) => {
    const found = findEvolveBlocks(lines);
    return found.status === 'blocks' ? found.inside.map(() => path) : [];
  });
}
