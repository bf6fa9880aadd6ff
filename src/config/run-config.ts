import { readFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { ConfigError } from '../core/errors.ts';
import { environmentNow } from './environment.ts';
import { explainIssue, type Complaint } from './explain-issue.ts';
import { resolveConfig, type RunConfig, type ResolveContext } from './resolve-config.ts';
import { valueAt } from './plain-data.ts';
import { parseRunFile, runFileOf, type RunFile } from './run-file.ts';
import type { RunFileKeys } from './run-file-keys.ts';
import type { Kinds } from '../core/kinds.ts';
import { createRunSchema, type KeyComplaint } from './run-rules.ts';
import type { AskedConfig } from './run-schema.ts';
import { applySettings, type Setting } from './settings.ts';

export type { RunConfig } from './resolve-config.ts';

/** Where a configuration came from. */
export interface ConfigOrigin {
  /** The first place to look for relative paths: that of the YAML file, or the working directory for a value. */
  readonly folder: string;
}

/** A checked run file. */
export interface LoadedConfig {
  readonly config: RunConfig;
  /** The values of the file, where the configuration had to decide. */
  readonly asked: AskedConfig;
  readonly origin: ConfigOrigin;
  /** The kinds that it can name: those of adrs, and those that it loaded. */
  readonly kinds: Kinds;
  /** The error with the place of a key in front: the line of the file, or the `--set` that it came from. */
  readonly placed: (error: ConfigError, key: string) => ConfigError;
}

/** A parsed run file with the plug-ins that it names. */
export interface WithPlugIns {
  /** The same, plug-ins named by absolute paths. */
  readonly raw: unknown;
  readonly kinds: Kinds;
  /** Plug-ins that cannot be loaded. */
  readonly complaints: readonly KeyComplaint[];
}

/** Loads what a parsed run file names by paths, relative to a folder, and packages found from there. */
export type LoadPlugIns = (raw: unknown, folder: string) => Promise<WithPlugIns>;

export interface LoadOptions extends Partial<Pick<ResolveContext, 'env' | 'cores'>> {
  /** Values have YAML syntax; a later one wins; `null` removes a key. */
  readonly set?: readonly string[] | undefined;
  readonly loadPlugIns: LoadPlugIns;
  /** Reads the configuration of the recorded run in a folder, absolute. */
  readonly recordedRun?: ((folder: string) => Promise<ResolveContext['recorded']>) | undefined;
}

/**
 * Reads and checks a run file, or its keys as a value, and the changes of `--set path.to.key=value`, and fills in what it leaves
 * open: by the keys in the environment, and by the models of a recorded run whose replies it takes.
 *
 * Throws ConfigError that names, for every mistake, the file, line and column, or the `--set` it came from; of a value,
 * the key.
 */
export async function loadRunConfig(
  file: string | RunFileKeys,
  { set = [], recordedRun, loadPlugIns, ...given }: LoadOptions,
): Promise<LoadedConfig> {
  const document = await documentOf(file);
  const { raw: changed, settings } = applySettings(document.raw, set);
  const linesOf = (complaints: readonly Complaint[]): string =>
    complaints.map((complaint) => lineOf(complaint, { document, settings })).join('\n');
  const fail = (complaints: readonly Complaint[], cause?: unknown): ConfigError =>
    new ConfigError(linesOf(complaints), { cause });
  const origin = {
    folder: typeof file === 'string' ? path.dirname(path.resolve(file)) : process.cwd(),
  };
  const { raw, kinds, complaints: broken } = await loadPlugIns(changed, origin.folder);
  if (broken.length > 0) throw fail(broken.map(complaintOf));
  const schema = createRunSchema(kinds);
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    throw fail(
      parsed.error.issues.flatMap((issue) => explainIssue(issue, { raw, schema })),
      parsed.error,
    );
  }
  const asked = parsed.data;
  const replies = asked.replies && path.resolve(origin.folder, asked.replies.from);
  const recorded = replies === undefined ? undefined : await recordedRun?.(replies);
  const resolved = resolveConfig(asked, { ...resolveContext(kinds), ...given, recorded });
  if (resolved.complaints.length > 0) throw fail(resolved.complaints.map(complaintOf));
  const placed: LoadedConfig['placed'] = (cause, key) => {
    const { message, hint } = cause;
    return new ConfigError(linesOf([complaintOf({ path: [key], message })]), { cause, hint });
  };
  return { config: resolved.config, asked, origin, kinds, placed };
}

function resolveContext(kinds: Kinds): ResolveContext {
  return { kinds, env: environmentNow(), cores: os.availableParallelism() };
}

function complaintOf({ path: wrong, message }: KeyComplaint): Complaint {
  return { path: wrong, label: wrong.join('.'), text: message, ofKey: false };
}

/** Where a logged configuration stands, and what reads it. */
export interface LogOptions {
  /** The run's folder, absolute. */
  readonly folder: string;
  readonly loadPlugIns: LoadPlugIns;
}

/**
 * Reads a configuration out of a log: one that `loadRunConfig` made. Throws ConfigError that begins
 * with the place of the log.
 */
export async function parseRunConfig(
  value: unknown,
  { folder, loadPlugIns }: LogOptions,
): Promise<{ readonly config: RunConfig; readonly kinds: Kinds }> {
  const place = path.join(folder, 'run.db');
  const fail = (complaints: readonly Pick<Complaint, 'label' | 'text'>[], hint: string): Error =>
    new ConfigError(
      complaints
        .map(({ label, text }) =>
          label === '' ? `${place}: ${text}` : `${place}: ${label}: ${text}`,
        )
        .join('\n'),
      { hint },
    );
  const { raw, kinds, complaints } = await loadPlugIns(value, folder);
  if (complaints.length > 0) {
    throw fail(complaints.map(complaintOf), 'a run goes on with the plug-ins that it began with');
  }
  const schema = createRunSchema(kinds);
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    const issues = parsed.error.issues.flatMap((issue) => explainIssue(issue, { raw, schema }));
    throw fail(
      issues,
      'another version of adrs wrote this configuration, or a program gave it plug-ins as values: go on from there',
    );
  }
  // Without an environment: a log holds what was found there when the run began.
  const { config } = resolveConfig(parsed.data, { ...resolveContext(kinds), env: {} });
  return { config, kinds };
}

async function documentOf(file: string | RunFileKeys): Promise<RunFile> {
  return typeof file === 'string' ? parseRunFile(await readText(file), file) : runFileOf(file);
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
  // What does not stand in the file was made by the options.
  const made = wrong
    .map((_, index) => wrong.slice(0, index + 1).map(String))
    .find((start) => valueAt(document.raw, start) === undefined);
  const setting = settings.findLast(
    ({ path: set }) => isPrefix(set, wrong) || (made !== undefined && isPrefix(made, set)),
  );
  if (setting === undefined) {
    const place = document.placeOf(wrong, ofKey);
    return label === '' ? `${place} ${text}` : `${place} ${label}: ${text}`;
  }
  const name = setting.path.join('.');
  const option = setting.option ?? `--set ${name}`;
  const told = label === name || wrong.join('.') === name;
  return told ? `${option}: ${text}` : `${option}: ${label}: ${text}`;
}

function isPrefix(start: readonly string[], whole: readonly (string | number)[]): boolean {
  return start.every((part, index) => part === String(whole[index]));
}
