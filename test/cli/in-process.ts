import { main } from '../../src/cli/command-line.ts';

/** The end of a command, with what it printed. */
export interface Printed {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `adrs ...` to its end in this process. */
export async function cli(...argv: readonly string[]): Promise<Printed> {
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    out: (line: string) => void out.push(line),
    err: (line: string) => void err.push(line),
    draw: () => undefined,
    isTty: false,
    columns: 80,
  };
  const code = await main(argv, { io, signal: new AbortController().signal });
  return { code, out: out.join('\n'), err: err.join('\n') };
}
