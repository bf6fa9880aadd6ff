import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Source } from '../core/program.ts';

const OPTIONS = path.join(import.meta.dirname, 'format-options.json');
/** Of one file, on the clock. */
const TIMEOUT_MS = 10_000;
const MAX_BYTES = 1024 * 1024;

/**
 * The program as the formatter writes it; undefined when it fails on a file, takes more than 10 seconds or
 * crashes, as text that nests deeply makes it. It runs in a process of its own, without the environment.
 */
export async function formatSource(
  { entry, files }: Source,
  signal: AbortSignal,
): Promise<Source | undefined> {
  const formatted: Record<string, string> = {};
  for (const [name, text] of Object.entries(files)) {
    const result = await format(name, text, signal);
    signal.throwIfAborted();
    if (result === undefined) return undefined;
    formatted[name] = result;
  }
  return { entry, files: formatted };
}

function format(name: string, text: string, signal: AbortSignal): Promise<string | undefined> {
  const home = path.dirname(createRequire(import.meta.url).resolve('oxfmt/package.json'));
  const program = path.join(home, 'bin', 'oxfmt');
  const args = [program, '--threads=1', '-c', OPTIONS, `--stdin-filepath=${path.basename(name)}`];
  const options = { env: {}, timeout: TIMEOUT_MS, maxBuffer: MAX_BYTES, signal };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, args, options, (error, output) => {
      resolve(error === null && output !== '' ? output : undefined);
    });
    // A process that ended early closes its input; its exit tells why.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(text);
  });
}
