import type { Style, Terminal } from './terminal.ts';

/** Prints a table whose first line has its titles. */
export function printTable(io: Terminal, [titles = '', ...rows]: readonly string[]): void {
  io.out(titles, 'strong');
  for (const row of rows) io.out(row);
}

/** Prints what is known of a run, line by line, so that the row of what was found stands out. */
export function printRun(io: Terminal, text: string): void {
  for (const line of text.split('\n')) io.out(line, styleOf(line));
}

function styleOf(line: string): Style | undefined {
  return line.startsWith('best found (') ? 'good' : undefined;
}
