const BLANK = /\s+/y;
const NAME = /(?:[\p{ID_Continue}$\u200c\u200d]|\\u\{?[\da-fA-F]+\}?)+/uy;

/** Offset of the next character that is neither white space nor in a comment. */
export function skipTrivia(code: string, start: number): number {
  let at = start;
  for (;;) {
    BLANK.lastIndex = at;
    if (BLANK.test(code)) at = BLANK.lastIndex;
    else if (code.startsWith('//', at)) at = behind(code, '\n', at);
    else if (code.startsWith('/*', at)) at = behind(code, '*/', at + 2);
    else return at;
  }
}

/** Offset of the next character that is no closing parenthesis either. */
export function skipClosing(code: string, start: number): number {
  let at = skipTrivia(code, start);
  while (code.charAt(at) === ')') at = skipTrivia(code, at + 1);
  return at;
}

/** Offset behind the name that begins at `start`, and `start` itself when there is none. */
export function endOfName(code: string, start: number): number {
  NAME.lastIndex = start;
  return NAME.test(code) ? NAME.lastIndex : start;
}

/** Whether a line ends between two offsets. */
export function hasLineEnd(code: string, start: number, end: number): boolean {
  return /[\n\r\u2028\u2029]/.test(code.slice(start, end));
}

function behind(code: string, text: string, from: number): number {
  const found = code.indexOf(text, from);
  return found === -1 ? code.length : found + text.length;
}
