import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError } from '../core/errors.ts';
import { explainIssue, type Complaint } from './explain-issue.ts';
import { RunSchema, type RunConfig } from './run-schema.ts';
import { parseRunFile, type RunFile } from './run-file.ts';
import { applySettings, type Setting } from './settings.ts';

export type { RunConfig } from './run-schema.ts';

/** Where a configuration came from. */
export interface ConfigOrigin {
  /** Absolute path of the YAML file. */
  readonly file: string;
  /** Its folder; the first place to look for relative paths in the file. */
  readonly folder: string;
}

/** A checked run file. */
export interface LoadedConfig {
  readonly config: RunConfig;
  readonly origin: ConfigOrigin;
}

/**
 * Reads and checks a run file and what `--set path.to.key=value` changes in it.
 *
 * Values of `set` have YAML syntax; a later one wins; `null` removes a key. Throws ConfigError that
 * names, for every mistake, the file, line and column, or the `--set` it came from.
 */
export async function loadRunConfig(
  file: string,
  { set = [] }: { readonly set?: readonly string[] } = {},
): Promise<LoadedConfig> {
  const document = parseRunFile(await readText(file), file);
  const { raw, settings } = applySettings(document.raw, set);
  const parsed = RunSchema.safeParse(raw);
  if (parsed.success) {
    const absolute = path.resolve(file);
    return { config: parsed.data, origin: { file: absolute, folder: path.dirname(absolute) } };
  }
  const complaints = parsed.error.issues.flatMap((issue) => explainIssue(issue, raw));
  const lines = complaints.map((complaint) => lineOf(complaint, { document, settings }));
  throw new ConfigError(lines.join('\n'), { cause: parsed.error });
}

/**
 * Reads a configuration out of a log: one that `loadRunConfig` made. Throws ConfigError that begins
 * with `place`.
 */
export function parseRunConfig(value: unknown, place: string): RunConfig {
  const parsed = RunSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const complaints = parsed.error.issues.flatMap((issue) => explainIssue(issue, value));
  throw new ConfigError(
    complaints
      .map(({ label, text }) =>
        label === '' ? `${place}: ${text}` : `${place}: ${label}: ${text}`,
      )
      .join('\n'),
    { cause: parsed.error, hint: 'another version of adrs wrote this configuration' },
  );
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new ConfigError(`${file}: cannot read the run file (${codeOf(cause)})`, {
      cause,
      hint: 'pass the path of a YAML run file, such as problems/NAME/run.yaml',
    });
  }
}

function codeOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a folder';
  return code === 'EACCES' ? 'no permission' : String(code ?? cause);
}

function lineOf(
  { path: wrong, label, text, ofKey }: Complaint,
  { document, settings }: { readonly document: RunFile; readonly settings: readonly Setting[] },
): string {
  const setting = settings.findLast((candidate) => isPrefix(candidate.path, wrong));
  if (setting === undefined) {
    const place = document.placeOf(wrong, ofKey);
    return label === '' ? `${place} ${text}` : `${place} ${label}: ${text}`;
  }
  const name = setting.path.join('.');
  const told = label === name || wrong.join('.') === name;
  return told ? `--set ${name}: ${text}` : `--set ${name}: ${label}: ${text}`;
}

function isPrefix(start: readonly string[], whole: readonly (string | number)[]): boolean {
  return start.every((part, index) => part === String(whole[index]));
}
