import type { Json } from './json.ts';

/** Keys of a configuration that may name a file or a folder, an element a key; `*` is any. */
const PLACES = [
  ['problem'],
  ['data'],
  ['prompts'],
  ['replies', 'from'],
  ['search', 'type'],
  ['search', 'archive'],
  ['search', 'archive', 'type'],
  ['proposers', '*'],
  ['proposers', '*', 'name'],
  ['models', '*', 'provider'],
] as const;

/** Whether a name in a log is a path from the folder of its run. */
export function isRunPath(name: string): boolean {
  return /^\.{1,2}\//.test(name);
}

/**
 * A copy of a configuration in which `change` has replaced every text that may be the path of a problem, of a plug-in, of
 * data, prompts or a recorded run. Names without a path are among them.
 */
export function withConfigPaths(config: Json, change: (name: string) => string): Json {
  const walk = (value: Json, place: readonly string[]): Json => {
    if (typeof value === 'string') return isPathPlace(place) ? change(value) : value;
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      return value.map((one: Json, index) => walk(one, [...place, String(index)]));
    }
    const entries = Object.entries(value).map(
      ([key, one]) => [key, walk(one, [...place, key])] as const,
    );
    return Object.fromEntries(entries);
  };
  return walk(config, []);
}

/** Whether a configuration of a log names a file from the folder of its run. */
export function holdsRunPath(config: Json): boolean {
  let holds = false;
  withConfigPaths(config, (name) => {
    holds ||= isRunPath(name);
    return name;
  });
  return holds;
}

function isPathPlace(place: readonly string[]): boolean {
  return PLACES.some(
    (pattern) =>
      pattern.length === place.length &&
      pattern.every((key, index) => key === '*' || key === place[index]),
  );
}
