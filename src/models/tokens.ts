import type { ModelMessage } from '../core/model.ts';

/** Number of tokens in a text. Linear in its length, whatever it holds; never throws. */
export type TokenCounter = (text: string) => number;

let loading: Promise<TokenCounter> | undefined;

/**
 * The tokenizer `o200k_base` of the newer models of OpenAI: a good estimate for those of others as well
 * (10 to 30 % off). Loading takes some 400 ms and 100 MB, so it happens once, when first asked for.
 *
 * Special tokens such as `<|endoftext|>` count as the text they are written with. Byte-pair merging takes
 * quadratic time in a word, so words beyond `MAX_WORD_CHARACTERS` are cut, which adds at most a token a cut.
 */
export function loadTokenCounter(): Promise<TokenCounter> {
  loading ??= import('gpt-tokenizer/encoding/o200k_base').then(({ countTokens }) => {
    const plain = { disallowedSpecial: new Set<string>() };
    return (text) => {
      let tokens = 0;
      for (const piece of piecesOf(text)) tokens += countTokens(piece, plain);
      return tokens;
    };
  });
  return loading;
}

/** Characters that the tokenizer may have to merge in one go: its time grows with the square. */
const MAX_WORD_CHARACTERS = 32;

/** Pieces that the tokenizer would keep together: words, runs of symbols, white space, ends of lines. */
const LONG_WORDS = new RegExp(
  [String.raw`[\p{L}\p{M}]`, String.raw`[^\s\p{L}\p{N}]`, String.raw`\s`, String.raw`[\r\n/]`]
    .map((member) => `${member}{${MAX_WORD_CHARACTERS},}`)
    .join('|'),
  'gu',
);

function* piecesOf(text: string): Generator<string> {
  let done = 0;
  for (const { index, 0: word } of text.matchAll(LONG_WORDS)) {
    if (index > done) yield text.slice(done, index);
    yield* cut(word);
    done = index + word.length;
  }
  if (done < text.length) yield text.slice(done);
}

function* cut(word: string): Generator<string> {
  for (let start = 0; start < word.length;) {
    const end = start + MAX_WORD_CHARACTERS;
    // A pair of surrogates is one character.
    const splits = /^[\uDC00-\uDFFF]/.test(word.slice(end, end + 1));
    yield word.slice(start, splits ? end + 1 : end);
    start = splits ? end + 1 : end;
  }
}

/** Tokens that a provider may add to a message: its role, its ends. Known formats add 3 to 8. */
const EXTRA_TOKENS_PER_MESSAGE = 16;
/** Tokens that a provider may add to a request: what opens the reply, its own preamble. */
const EXTRA_TOKENS_PER_REQUEST = 64;

/**
 * More tokens than any provider counts for a prompt: its UTF-8 bytes and a margin. The tokenizers in use
 * work on bytes, and no token holds less than one. About three to four times a real count.
 *
 * Prompts add up: the bound of two joined is at most the sum of their bounds.
 */
export function mostTokens(messages: readonly ModelMessage[]): number {
  const bytes = messages.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  return bytes + EXTRA_TOKENS_PER_MESSAGE * messages.length + EXTRA_TOKENS_PER_REQUEST;
}
