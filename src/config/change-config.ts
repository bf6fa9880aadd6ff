import { ConfigError } from '../core/errors.ts';
import type { Json } from '../core/json.ts';
import type { Kinds } from '../core/kinds.ts';
import type { Environment } from './auto-model.ts';
import { explainIssue } from './explain-issue.ts';
import { isMapping, valueAt } from './plain-data.ts';
import { resolveConfig, type RunConfig } from './resolve-config.ts';
import type { LoadPlugIns } from './run-config.ts';
import { createRunSchema } from './run-rules.ts';
import { applySettings } from './settings.ts';

/** Keys of the run file that may change when a run is resumed. */
const MAY_CHANGE = [
  'budget',
  'limits',
  'slots',
  'model',
  'models',
  'proposers',
  'advice',
  'retry',
  'finalists',
] as const;

/** Why the other keys may not. */
const FIXED: Readonly<Record<string, string>> = {
  problem: 'scores of another problem could not be compared',
  seed: 'the log was written with this one',
  start: 'the run has started already',
  search: 'the archive would not be the one of the log',
  order: 'the log was written in this one',
  window: 'it decides what is asked for when',
  data: 'scores of other cases could not be compared',
};

export interface ChangeOptions {
  /** `path.to.key=value`, later ones win. */
  readonly set: readonly string[];
  /** The run's folder, absolute. */
  readonly folder: string;
  readonly env: Environment;
  readonly cores: number;
  readonly loadPlugIns: LoadPlugIns;
}

/** A configuration after a change. */
export interface ChangedConfig {
  readonly config: RunConfig;
  readonly kinds: Kinds;
  readonly changed: readonly { readonly key: string; readonly from: Json; readonly to: Json }[];
}

/** Applies settings to the configuration of a log. Throws ConfigError for a key that must stay, and for a wrong value. */
export async function changeConfig(
  logged: Json,
  { set, folder, env, cores, loadPlugIns }: ChangeOptions,
): Promise<ChangedConfig> {
  const before = isMapping(logged) ? logged : {};
  const { raw: changed, settings } = applySettings(before, set);
  const mayChange: readonly string[] = MAY_CHANGE;
  for (const { path: key } of settings) {
    if (!mayChange.includes(key[0] ?? '')) throw refusalOf(key);
  }
  const { raw, kinds, complaints } = await loadPlugIns(changed, folder);
  if (complaints.length > 0) throw wrong(complaints.map(labelled));
  const schema = createRunSchema(kinds);
  const parsed = schema.safeParse(raw);
  if (!parsed.success) {
    const issues = parsed.error.issues.flatMap((issue) => explainIssue(issue, { raw, schema }));
    throw wrong(issues.map(({ label, text }) => `${label}: ${text}`));
  }
  const resolved = resolveConfig(parsed.data, { kinds, env, cores });
  if (resolved.complaints.length > 0) throw wrong(resolved.complaints.map(labelled));
  // The window is a part of what was asked for, whatever the slots are now.
  const config = { ...resolved.config, ...windowIn(before) };
  const after = plain(config);
  const lost = settings.find(({ path, value }) => value !== null && isMissing(after, path));
  if (lost !== undefined) throw wrong([`${lost.path.join('.')}: ${whyLost(config)}`]);
  return { config, kinds, changed: differences(before, after) };
}

function isMissing(config: Json, key: readonly string[]): boolean {
  return valueAt(config, key) === undefined;
}

function whyLost({ model }: RunConfig): string {
  return model === 'none'
    ? 'has no effect, for the run uses no model; add --set model=auto, and --set proposers=null for those that ask models'
    : 'has no effect on this run';
}

function windowIn({ window }: Readonly<Record<string, unknown>>): { readonly window?: number } {
  return typeof window === 'number' ? { window } : {};
}

function labelled({
  path: key,
  message,
}: {
  readonly path: readonly (string | number)[];
  readonly message: string;
}): string {
  return `${key.join('.')}: ${message}`;
}

function wrong(lines: readonly string[]): ConfigError {
  return new ConfigError(lines.map((line) => `--set ${line}`).join('\n'), {
    hint: 'config.yaml in the folder of the run holds its configuration; docs/run-file.md lists every key',
  });
}

function refusalOf([root = '', ...rest]: readonly string[]): ConfigError {
  const why = FIXED[root] ?? 'it is a part of what the log says';
  return new ConfigError(`--set ${[root, ...rest].join('.')}: "${root}" cannot change: ${why}`, {
    hint: `a run that is resumed may change ${MAY_CHANGE.join(', ')}; start a new run for anything else`,
  });
}

/** The configuration as the log keeps it. */
function plain(config: RunConfig): Json {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- JSON parses to JSON
  return JSON.parse(JSON.stringify(config)) as Json;
}

/** Keys whose values differ, the longest common path of each. */
function differences(
  from: unknown,
  to: unknown,
  key: readonly string[] = [],
): ChangedConfig['changed'] {
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  if (!isMapping(from) || !isMapping(to)) {
    return [{ key: key.join('.'), from: asJson(from), to: asJson(to) }];
  }
  const names = new Set([...Object.keys(from), ...Object.keys(to)]);
  return [...names].flatMap((name) => differences(from[name], to[name], [...key, name]));
}

function asJson(value: unknown): Json {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a part of JSON
  return (value ?? null) as Json;
}
