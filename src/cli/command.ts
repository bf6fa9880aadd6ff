import type { Terminal } from './terminal.ts';

/** The surroundings of a command: where it prints, and when it must stop. */
export interface CommandContext {
  readonly io: Terminal;
  /** Aborted by the first Ctrl-C or SIGTERM. */
  readonly signal: AbortSignal;
}
