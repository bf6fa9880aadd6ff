import { withEscapes } from '../core/hidden-characters.ts';

/** Output of a command, hidden characters as escapes: results to `out`, everything else to `err`. */
export interface Terminal {
  out(line: string): void;
  err(line: string): void;
  /** Shows a line that the next one replaces; an empty one takes it away. Nothing when `isTty` is false. */
  draw(line: string): void;
  /** Whether a person watches the error stream. */
  readonly isTty: boolean;
  /** Width of the error stream in characters; 80 where it is unknown. */
  readonly columns: number;
  /** Width of the output in characters; undefined where it is no terminal, so that nothing has to fit. */
  readonly outColumns?: number | undefined;
}

interface Streams {
  readonly stdout: Stream;
  readonly stderr: Stream;
}

type Stream = Pick<NodeJS.WriteStream, 'write'> & {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
};

const CLEAR_LINE = '\r\u001B[2K';

/** The terminal of this process, or of other streams. */
export function processTerminal({ stdout, stderr }: Streams = process): Terminal {
  let isDrawn = false;
  const clear = (): void => {
    if (isDrawn) stderr.write(CLEAR_LINE);
    isDrawn = false;
  };
  const isTty = stderr.isTTY === true;
  return {
    out(line) {
      clear();
      stdout.write(`${withEscapes(line)}\n`);
    },
    err(line) {
      clear();
      stderr.write(`${withEscapes(line)}\n`);
    },
    draw(line) {
      if (!isTty) return;
      clear();
      if (line !== '') stderr.write(withEscapes(line));
      isDrawn = line !== '';
    },
    isTty,
    get columns() {
      return stderr.columns ?? 80;
    },
    get outColumns() {
      return stdout.isTTY === true ? stdout.columns : undefined;
    },
  };
}
