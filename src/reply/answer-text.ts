import { unusable, type Unusable } from './unusable.ts';

/** Names of the tags between which reasoning models think. */
const NAME = String.raw`(?:\w{1,20}[:_])?(?:think(?:ing)?|thoughts?|reason(?:ing)?|reflection|scratchpad|analysis)`;
/** `<think>` and its kin, and what Mistral, Kimi, OpenThinker and Cohere write in its place. */
const OPENING = [
  `<${NAME}>`,
  String.raw`\[THINK\]`,
  '◁think▷',
  String.raw`<\|begin_of_thought\|>`,
  String.raw`<\|START_THINKING\|>`,
  String.raw`<\|channel\|?>\s{0,9}(?:analysis|commentary|thought)\b`,
].join('|');
const CLOSING = [
  String.raw`<\/${NAME}\s{0,9}>`,
  String.raw`<\|\/${NAME}\|>`,
  String.raw`\[\/THINK\]`,
  '◁/think▷',
  String.raw`<\|end_of_thought\|>`,
  String.raw`<\|END_THINKING\|>`,
  // Channels, as gpt-oss and Gemma have them.
  String.raw`<\|channel\|>\s{0,9}final\b[^\n<]{0,40}(?:<\|constrain\|>[^\n<]{0,40})?<\|message\|>`,
  String.raw`<channel\|>`,
].join('|');
const TAGS = new RegExp(`(${CLOSING})|${OPENING}`, 'gi');
const BEGINS_WITH_THOUGHTS = new RegExp(
  String.raw`^\s*(?:<\|start\|>\s{0,9}assistant\s{0,9})?(?:${OPENING})`,
  'i',
);
/** The channels of gpt-oss where a server leaves out its special tokens. */
const BARE_CHANNEL = /^\s*(?:assistant)?analysis/;
const BARE_TAGS = new RegExp(`(${CLOSING}|assistantfinal)|${OPENING}`, 'gi');
/** A special token with which some servers let a reply end. */
const END_OF_TURN = /(?:<[|｜][\w▁-]{1,40}[|｜]>|<\/s>|<end_of_turn>)$/;

/**
 * A reply without the thoughts that reasoning models on plain servers put before the answer: all up to the last
 * tag that ends thoughts, with or without one that begins them, since many chat templates write that one
 * themselves. Thoughts behind the answer go, too. The lines of the answer keep their numbers.
 */
export function answerText(reply: string): string | Unusable {
  const text = withoutEndOfTurn(reply.replace(/^\ufeff/, ''));
  let end = text.length;
  let isWithin = false;
  for (const tag of tagsOf(text).toReversed()) {
    if (isWithin && !tag.closes) {
      isWithin = false;
      end = tag.start;
    } else if (!isWithin && tag.closes) {
      const answer = text.slice(tag.end, end);
      if (answer.trim() !== '') return blanked(text.slice(0, tag.end)) + answer;
      isWithin = true;
      end = 0;
    }
  }
  return withoutClosing(text.slice(0, end));
}

function withoutClosing(text: string): string | Unusable {
  if (BEGINS_WITH_THOUGHTS.test(text)) {
    return unusable('truncated', 'The reply ends before the answer begins.');
  }
  return text.trim() === ''
    ? unusable('empty', 'The reply is empty. Send edits or the whole file, as described.')
    : text;
}

/** The same lines with nothing in them. */
function blanked(text: string): string {
  return text.replaceAll(/[^\r\n]+/g, '');
}

function withoutEndOfTurn(reply: string): string {
  let text = reply;
  for (;;) {
    const trimmed = text.trimEnd();
    const [token] = END_OF_TURN.exec(trimmed.slice(-60)) ?? [];
    if (token === undefined) return text;
    text = trimmed.slice(0, -token.length);
  }
}

interface Tag {
  readonly start: number;
  readonly end: number;
  readonly closes: boolean;
}

/** The tags in a text, in order; one in quotes is only talked about. */
function tagsOf(text: string): Tag[] {
  const pattern = BARE_CHANNEL.test(text) ? BARE_TAGS : TAGS;
  return [...text.matchAll(pattern)]
    .map(({ index, 0: found, 1: closing }) => ({
      start: index,
      end: index + found.length,
      closes: closing !== undefined,
    }))
    .filter(({ start, end }) => !isQuoted(text, start, end));
}

function isQuoted(text: string, start: number, end: number): boolean {
  const before = text[start - 1];
  return before !== undefined && '"\'`'.includes(before) && before === text[end];
}
