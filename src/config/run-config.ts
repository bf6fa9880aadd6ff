import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ConfigError } from '../core/errors.ts';
import { takeEnvironment } from './environment.ts';
import { explainIssue, type Complaint } from './explain-issue.ts';
import { resolveConfig, type RunConfig, type ResolveContext } from './resolve-config.ts';
import { parseRunFile, type RunFile } from './run-file.ts';
import { RunSchema, type KeyComplaint } from './run-rules.ts';
import type { AskedConfig } from './run-schema.ts';
import { applySettings, type Setting } from './settings.ts';

export type { RunConfig } from './resolve-config.ts';

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
  /** What the file says, where the configuration had to decide. */
  readonly asked: AskedConfig;
  readonly origin: ConfigOrigin;
}

export interface LoadOptions extends Partial<Pick<ResolveContext, 'env' | 'cores'>> {
  /** Values have YAML syntax; a later one wins; `null` removes a key. */
  readonly set?: readonly string[] | undefined;
  /** Reads the configuration of the recorded run in a folder, absolute. */
  readonly recordedRun?: ((folder: string) => Promise<ResolveContext['recorded']>) | undefined;
}

/**
 * Reads and checks a run file and what `--set path.to.key=value` changes in it, and decides what it leaves
 * open: by the keys in the environment, and by the models of a recorded run whose replies it takes.
 *
 * Throws ConfigError that names, for every mistake, the file, line and column, or the `--set` it came from.
 */
export async function loadRunConfig(
  file: string,
  { set = [], recordedRun, ...given }: LoadOptions = {},
): Promise<LoadedConfig> {
  const document = parseRunFile(await readText(file), file);
  const { raw, settings } = applySettings(document.raw, set);
  const fail = (complaints: readonly Complaint[], cause?: unknown): ConfigError =>
    new ConfigError(
      complaints.map((complaint) => lineOf(complaint, { document, settings })).join('\n'),
      { cause },
    );
  const parsed = RunSchema.safeParse(raw);
  if (!parsed.success) {
    throw fail(
      parsed.error.issues.flatMap((issue) => explainIssue(issue, raw)),
      parsed.error,
    );
  }
  const asked = parsed.data;
  const absolute = path.resolve(file);
  const origin = { file: absolute, folder: path.dirname(absolute) };
  const replies = asked.replies && path.resolve(origin.folder, asked.replies.from);
  const recorded = replies === undefined ? undefined : await recordedRun?.(replies);
  const resolved = resolveConfig(asked, { ...resolveContext(), ...given, recorded });
  if (resolved.complaints.length > 0) throw fail(resolved.complaints.map(complaintOf));
  return { config: resolved.config, asked, origin };
}

function resolveContext(): ResolveContext {
  return { env: takeEnvironment(), cores: os.availableParallelism() };
}

function complaintOf({ path: wrong, message }: KeyComplaint): Complaint {
  return { path: wrong, label: wrong.join('.'), text: message, ofKey: false };
}

/**
 * Reads a configuration out of a log: one that `loadRunConfig` made. Throws ConfigError that begins
 * with `place`.
 */
export function parseRunConfig(value: unknown, place: string): RunConfig {
  const parsed = RunSchema.safeParse(value);
  // Without an environment: a log holds what was found there when the run began.
  if (parsed.success) return resolveConfig(parsed.data, { ...resolveContext(), env: {} }).config;
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
