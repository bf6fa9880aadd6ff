import { parseDocument } from 'yaml';
import { ConfigError } from '../core/errors.ts';
import { describe, isMapping } from './plain-data.ts';

/** One `--set path.to.key=value`. */
export interface Setting {
  readonly path: readonly string[];
  /** Plain data; null removes the key. */
  readonly value: unknown;
  /** The option that it came from, where that was not `--set`. */
  readonly option?: string | undefined;
}

/** Options of a command that stand for a setting, by the key that they set. */
const OPTIONS: Readonly<Record<string, string>> = {
  seed: '--seed',
  'replies.from': '--replies',
  'replies.misses': '--offline',
};

/** The text of a setting that an option of its own stands for, so that messages name that option. */
export function optionSetting(key: string, value: string): string {
  return `${OPTION_MARK}${key}=${JSON.stringify(value)}`;
}

/** Before the key of such a setting; no key of YAML begins so. */
const OPTION_MARK = '--';

const HINT = 'write --set path.to.key=value, for example --set budget.evaluations=500';

/** A copy of `raw` with the settings applied, in their order. Throws ConfigError. */
export function applySettings(
  raw: Readonly<Record<string, unknown>>,
  texts: readonly string[],
): { readonly raw: unknown; readonly settings: readonly Setting[] } {
  const settings = texts.map(parseSetting);
  let changed: unknown = raw;
  for (const setting of settings) changed = withValue(changed, { setting, depth: 0 });
  return { raw: changed, settings };
}

function parseSetting(text: string): Setting {
  const cut = text.indexOf('=');
  const written = text.slice(0, Math.max(cut, 0)).trim();
  const name = written.startsWith(OPTION_MARK) ? written.slice(OPTION_MARK.length) : written;
  const option = name === written ? undefined : OPTIONS[name];
  const path = name.split('.');
  if (path.some((part) => part === '' || part === '__proto__')) {
    throw new ConfigError(`--set ${JSON.stringify(text)}: there is no key before "="`, {
      hint: HINT,
    });
  }
  const document = parseDocument(text.slice(cut + 1), { prettyErrors: false });
  const [mistake] = [...document.errors, ...document.warnings];
  if (mistake !== undefined) {
    throw new ConfigError(`--set ${name}: ${mistake.message}`, { cause: mistake, hint: HINT });
  }
  const value: unknown = document.toJS();
  return { path, value, option };
}

/** `container` with one value changed; nothing is mutated. */
function withValue(
  container: unknown,
  { setting, depth }: { readonly setting: Setting; readonly depth: number },
): unknown {
  const key = setting.path[depth];
  if (key === undefined) return setting.value;
  const inner = { setting, depth: depth + 1 };
  if (Array.isArray(container)) return withElement(container, inner);
  if (container !== undefined && container !== null && !isMapping(container)) {
    const place = setting.path.slice(0, depth).join('.');
    throw new ConfigError(
      `--set ${setting.path.join('.')}: "${place}" is ${describe(container)} and has no "${key}"`,
      { hint: HINT },
    );
  }
  const entries = { ...container };
  const next = withValue(entries[key], inner);
  if (next === null) delete entries[key];
  else entries[key] = next;
  return entries;
}

/** A list with one element changed, removed, or added at its end. `depth` is that of what is in the element. */
function withElement(
  list: readonly unknown[],
  inner: { readonly setting: Setting; readonly depth: number },
): readonly unknown[] {
  const { path } = inner.setting;
  const key = path[inner.depth - 1] ?? '';
  const index = /^\d{1,6}$/.test(key) ? Number(key) : -1;
  if (index < 0 || index > list.length) {
    const place = path.slice(0, inner.depth - 1).join('.');
    throw new ConfigError(
      `--set ${path.join('.')}: "${place}" is a list of ${list.length} and has no "${key}"`,
      { hint: `its elements are ${place}.0 and so on; ${place}.${list.length} adds one` },
    );
  }
  const next = withValue(list[index], inner);
  return next === null ? list.toSpliced(index, 1) : list.toSpliced(index, 1, next);
}
