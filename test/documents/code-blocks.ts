import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const root = path.join(import.meta.dirname, '..', '..');

/** The documents whose code is tested: README, docs, skills and the list of problems, as paths from the root. */
export const documents = globSync(
  ['README.md', 'docs/**/*.md', 'skills/**/*.md', 'problems/README.md'],
  { cwd: root },
).toSorted();

/**
 * What a test does with a block: `run` as it stands; `stand-in`: the same with something in place of what is outside,
 * such as a model; `checked`: it is well formed, and nothing more, for the reason given.
 */
export type Treatment = 'run' | 'stand-in' | 'checked';

/** A fenced block of a document. Its tag is the rest of the fence's first line: ```sh checked: needs a key */
export interface CodeBlock {
  readonly document: string;
  /** Line of the fence, from 1. */
  readonly line: number;
  /** First word of the fence, such as `sh`; empty where there is none. */
  readonly language: string;
  /** Undefined where the tag is missing or cannot be read. */
  readonly treatment: Treatment | undefined;
  /** What follows the colon: why it is only checked, or what stands in. */
  readonly reason: string;
  /** `file=NAME`: the block is that file, for the commands after it. */
  readonly file: string | undefined;
  /** `from=PATH`: the block is a part of that file of the repository, letter for letter. */
  readonly from: string | undefined;
  /** `test=PATH`: another test of the repository, which reads the document, runs the block. */
  readonly test: string | undefined;
  readonly text: string;
}

const FENCE = /^( *)(`{3,}|~{3,})([^\n]*)\n([\s\S]*?)^\1\2 *$/gm;
const TAG = /^(\w*)(?: (run|stand-in|checked))?((?: (?:file|from|test)=\S+)*)(?:: (\S.*))?$/;

/** The blocks of a document of the repository, in order. */
export function codeBlocksOf(document: string): readonly CodeBlock[] {
  return codeBlocksIn(document, readFileSync(path.join(root, document), 'utf8'));
}

/** The blocks of a text. */
export function codeBlocksIn(document: string, text: string): readonly CodeBlock[] {
  return [...text.matchAll(FENCE)].map(({ index, 1: indent = '', 3: tag = '', 4: body = '' }) => ({
    document,
    line: text.slice(0, index).split('\n').length,
    text: body.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    ...readTag(tag.trim()),
  }));
}

function readTag(tag: string): Omit<CodeBlock, 'document' | 'line' | 'text'> {
  const [, language = '', word, names = '', reason = ''] = TAG.exec(tag) ?? [];
  const treatment = isTreatment(word) ? word : undefined;
  const named = (key: string): string | undefined =>
    new RegExp(` ${key}=(\\S+)`).exec(names)?.[1]?.replace(/:$/, '');
  return {
    language,
    treatment,
    reason,
    file: named('file'),
    from: named('from'),
    test: named('test'),
  };
}

function isTreatment(word: string | undefined): word is Treatment {
  return word === 'run' || word === 'stand-in' || word === 'checked';
}

/** What is wrong with a block's tag, or undefined. */
export function faultOf({
  language,
  treatment,
  reason,
  file,
  test,
}: CodeBlock): string | undefined {
  if (treatment === undefined) return 'it has no tag: run, stand-in: WHAT or checked: WHY';
  if (treatment !== 'run' && reason === '') return `${treatment} needs a reason after a colon`;
  if (test !== undefined) return undefined;
  const isRunnable = language === 'sh' || language === 'text' || file !== undefined;
  if (treatment === 'stand-in' && language !== 'sh' && file === undefined) {
    return 'only a command or a file can have a stand-in';
  }
  return treatment === 'run' && !isRunnable && language !== 'ts'
    ? `a block of ${language} is run as a file: file=NAME`
    : undefined;
}

/** Where a block stands, for messages. */
export function placeOf({ document, line }: CodeBlock): string {
  return `${document}:${line}`;
}
