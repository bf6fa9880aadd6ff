import { main } from '../../src/cli/command-line.ts';
import type { Terminal } from '../../src/cli/terminal.ts';

/** The end of a command, with its output. */
export interface CommandEnd {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line in this process, at a terminal that nobody watches, or at another. */
export async function cli(
  argv: readonly string[],
  terminal: Partial<Terminal> = {},
): Promise<CommandEnd> {
  const out: string[] = [];
  const err: string[] = [];
  const io: Terminal = {
    out: (line) => void out.push(line),
    err: (line) => void err.push(line),
    draw: () => undefined,
    isTty: false,
    columns: 80,
    ...terminal,
  };
  const code = await main(argv, { io, signal: new AbortController().signal });
  return { code, out: out.join('\n'), err: err.join('\n') };
}
