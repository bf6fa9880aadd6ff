import type { Terminal } from './terminal.ts';

/** The context of a command: its terminal and the signal that stops it. */
export interface CommandContext {
  readonly io: Terminal;
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
}
