/** Longer lines are code or prose. */
const MAX_CHARACTERS = 200;
/** Words with which models say that they left code out. */
const LEFT_OUT =
  /\b(?:existing|rest|unchanged|remain(?:s|ing|der)?|same|omitted|previous|other|original|as before)\b/i;
const DOTS = String.raw`(?:\.{3}|…)`;
/** Dots in a comment, which may stand behind code. */
const COMMENT_WITH_DOTS = new RegExp(String.raw`(?:\/\/|\/\*+|^\s*#)\s*${DOTS}(.*)$`);
/** A comment that says it without dots. */
const COMMENT_IN_WORDS =
  /^\s*(?:\/\/|\/\*+|#)\s*[([{<]?\s*(?:the |all )?(?:rest|remaining|remainder|existing|other|previous|original)\b.{0,60}\b(?:unchanged|as before|omitted|(?:stays?|remains?|is|are|goes|go) (?:the same|here|unchanged|as (?:it|they) (?:is|are|was|were)))\b/i;
/** A body with nothing else in it. */
const EMPTY_BODY = new RegExp(String.raw`\{\s*(?:\/\*\s*${DOTS}\s*\*\/|\/\/\s*${DOTS})\s*\}?\s*$`);
const BARE_DOTS = new RegExp(String.raw`^\s*${DOTS}(.*)$`);
/** Two words in a row, of which neither is an operator: no expression begins so. */
const PROSE =
  /^\s*\(?\s*(?!(?:new|await|typeof|void|yield|async|function)\b)[A-Za-z]+\s+(?!(?:as|in|instanceof|satisfies)\b)[A-Za-z]/;
const LONE_NAME = /^\s*([A-Za-z_$][\w$]*)\s*$/;
const DOTS_AT_END = /[\w\s)](?:\.{3}|…)\s*$/;
const ONLY_PUNCTUATION = /^[\s.…*/]*$/;

/**
 * The first line that stands for code that was left out, such as `// ... existing code ...`; undefined when
 * there is none. Dots before an expression are a spread, whatever its name. Lines that `known` holds are the
 * program's own.
 */
export function elisionIn(lines: readonly string[], known: string): string | undefined {
  return lines.find(
    (line) =>
      line.length <= MAX_CHARACTERS &&
      isElision(line, lines, known) &&
      !known.includes(line.trim()),
  );
}

function isElision(line: string, lines: readonly string[], known: string): boolean {
  if (COMMENT_IN_WORDS.test(line) || EMPTY_BODY.test(line)) return true;
  const comment = COMMENT_WITH_DOTS.exec(line)?.[1];
  if (comment !== undefined && isElidingComment(comment, line, lines)) return true;
  const bare = BARE_DOTS.exec(line)?.[1];
  return bare !== undefined && !isSpread(bare, line) && !isUsedName(bare, lines, known);
}

/** Whether what follows dots can only be an expression. */
function isSpread(bare: string, line: string): boolean {
  if (ONLY_PUNCTUATION.test(bare)) return false;
  if (!LEFT_OUT.test(bare)) return true;
  // `… rest`, `... rest of the code`, `... rest ...`, `... rest`
  return !(
    /^\s*…/.test(line) ||
    PROSE.test(bare) ||
    DOTS_AT_END.test(bare) ||
    LONE_NAME.test(bare)
  );
}

/** Whether the words of a comment after its dots say that code was left out. */
function isElidingComment(words: string, line: string, lines: readonly string[]): boolean {
  if (ONLY_PUNCTUATION.test(words)) return /^\s*(?:\/\/|\/\*+|#)/.test(line);
  if (!LEFT_OUT.test(words)) return false;
  // `// ...rest keeps its order`: a remark on a spread of the program.
  const spread = /^([A-Za-z_$][\w$]*)/.exec(words)?.[1];
  const isRemark =
    spread !== undefined &&
    lines.some((other) => other !== line && other.includes(`...${spread}`)) &&
    !/\b(?:code|function|file|program|lines|unchanged|omitted|same|as before)\b/i.test(words);
  return !isRemark;
}

/** Whether this is a name alone that stands elsewhere in the program. */
function isUsedName(bare: string, lines: readonly string[], known: string): boolean {
  const name = LONE_NAME.exec(bare)?.[1];
  if (name === undefined) return false;
  const word = new RegExp(String.raw`(?<![\w$.])${name.replaceAll('$', String.raw`\$`)}(?![\w$])`);
  return word.test(known) || lines.some((line) => word.test(line));
}
