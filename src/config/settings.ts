import { parseDocument } from 'yaml';
import { ConfigError } from '../core/errors.ts';
import { describe, isMapping } from './plain-data.ts';

/** One `--set path.to.key=value`. */
export interface Setting {
  readonly path: readonly string[];
  /** Plain data; null removes the key. */
  readonly value: unknown;
}

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
  const name = text.slice(0, Math.max(cut, 0)).trim();
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
  return { path, value };
}

/** `container` with one value changed; nothing is mutated. */
function withValue(
  container: unknown,
  { setting, depth }: { readonly setting: Setting; readonly depth: number },
): unknown {
  const key = setting.path[depth];
  if (key === undefined) return setting.value;
  const inner = { setting, depth: depth + 1 };
  if (Array.isArray(container)) {
    const index = Number(key);
    if (Number.isInteger(index) && index >= 0 && index < container.length) {
      return container.with(index, withValue(container[index], inner));
    }
  }
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
