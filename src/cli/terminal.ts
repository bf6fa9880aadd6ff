import { styleText } from 'node:util';
import { withEscapes } from '../core/hidden-characters.ts';

/** How a line looks where a terminal has colours. */
export type Style = 'strong' | 'good' | 'bad' | 'faint';

/** Output of a command, hidden characters as escapes: results to `out`, everything else to `err`. */
export interface Terminal {
  out(line: string, style?: Style): void;
  err(line: string, style?: Style): void;
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
  /** Of Node: no for a terminal without colours and where NO_COLOR is set. */
  readonly hasColors?: (() => boolean) | undefined;
};

const STYLES: Readonly<Record<Style, Parameters<typeof styleText>[0]>> = {
  strong: 'bold',
  good: 'green',
  bad: 'red',
  faint: 'dim',
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
    out(line, style) {
      clear();
      stdout.write(`${styled(line, style, stdout)}\n`);
    },
    err(line, style) {
      clear();
      stderr.write(`${styled(line, style, stderr)}\n`);
    },
    draw(line) {
      if (!isTty) return;
      clear();
      if (line !== '') stderr.write(withEscapes(line));
      isDrawn = line !== '';
    },
    isTty,
    get columns() {
      return widthOf(stderr) ?? 80;
    },
    get outColumns() {
      return stdout.isTTY === true ? widthOf(stdout) : undefined;
    },
  };
}

/** Undefined where it is not known: a terminal that was never told its size has none. */
function widthOf({ columns = 0 }: Stream): number | undefined {
  return columns > 0 ? columns : undefined;
}

function styled(line: string, style: Style | undefined, stream: Stream): string {
  const text = withEscapes(line);
  const isPlain = style === undefined || text === '' || stream.isTTY !== true;
  if (isPlain || stream.hasColors?.() !== true) return text;
  return styleText(STYLES[style], text, { validateStream: false });
}
