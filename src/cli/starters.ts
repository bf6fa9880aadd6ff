import { readFileSync } from 'node:fs';

/** A process and the one that started it, by their ids. */
export interface Link {
  readonly pid: number;
  readonly parent: number;
}

/** Shells that may stand between npx and this process. */
const MAX_SHELLS = 3;

/**
 * The links from this process up to the npx that started it: npx starts a shell, which starts its command. Only the link
 * to the parent where no npx is found, as on a system without `/proc`.
 */
export function linksToNpx(): readonly Link[] {
  const first = { pid: process.pid, parent: process.ppid };
  const links: Link[] = [first];
  let top = first.parent;
  while (!isNpx(top)) {
    const parent = parentOf(top);
    if (parent === undefined || links.length > MAX_SHELLS) return [first];
    links.push({ pid: top, parent });
    top = parent;
  }
  return links;
}

/** Whether a process still has the parent that it had: the children of one that ends are given to another. */
export function isWhole({ pid, parent }: Link): boolean {
  return (pid === process.pid ? process.ppid : parentOf(pid)) === parent;
}

/** npm sets its title to `npm exec ...`; before that it is Node with the file of npx or npm. */
function isNpx(pid: number): boolean {
  return /^np[mx] |\/np[mx](?:-cli\.js)?\0/.test(readProc(pid, 'cmdline') ?? '');
}

function parentOf(pid: number): number | undefined {
  // The name of the program, in parentheses, may hold anything.
  const [, parent] = /.*\) \S (\d+) /s.exec(readProc(pid, 'stat') ?? '') ?? [];
  return parent === undefined ? undefined : Number(parent);
}

function readProc(pid: number, file: string): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    // It has ended, or the system has no such files.
    return undefined;
  }
}
