import ivm from 'isolated-vm';

/** Lines of a job's log, and characters of each, that are kept. */
const MAX_LOG_LINES = 100;
const MAX_LINE_CHARACTERS = 500;

/** Installs a console in the simulation's realm whose texts are appended to `log`. */
export async function installConsole(context: ivm.Context, log: string[]): Promise<void> {
  const report = (text: unknown): void => {
    if (log.length < MAX_LOG_LINES) log.push(String(text).slice(0, MAX_LINE_CHARACTERS));
    else if (log.length === MAX_LOG_LINES) log.push(`more than ${MAX_LOG_LINES} lines`);
  };
  // Nobody waits for it, and what was reported before a simulation runs out of time is there all the same.
  const callback = new ivm.Callback(report, { ignored: true });
  await context.evalClosure(CONSOLE, [callback, MAX_LOG_LINES, MAX_LINE_CHARACTERS]);
}

/** Runs in the simulation's realm, before the simulation; a loop that logs is cut off there. */
const CONSOLE = `
const [report, maxLines, maxCharacters] = [$0, $1, $2];
const { stringify } = JSON;
const { isView } = ArrayBuffer;
let lines = 0;
const shown = (value) => {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return value.name + ': ' + value.message;
  if (isView(value) && !(value instanceof DataView)) {
    return value.constructor.name + '(' + value.length + ') ' + stringify([...value.subarray(0, 100)]);
  }
  try {
    return stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
};
const write = (...values) => {
  lines += 1;
  if (lines > maxLines + 1) return;
  report(values.map(shown).join(' ').slice(0, maxCharacters));
};
globalThis.console = { log: write, info: write, warn: write, error: write, debug: write };
`;
