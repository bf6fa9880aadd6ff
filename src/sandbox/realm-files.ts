import { readFileSync } from 'node:fs';
import type { Source } from '../core/program.ts';

const NAMES = [
  'policy-realm.ts',
  'describe.ts',
  'error-types.ts',
  'freeze.ts',
  'globals.ts',
  'meter.ts',
  'overflow.ts',
  'random.ts',
  'metered/arrays.ts',
  'metered/builtins.ts',
  'metered/hooks.ts',
  'metered/iterables.ts',
  'metered/iterators.ts',
  'metered/objects.ts',
  'metered/strings.ts',
  'metered/typed-arrays.ts',
  'metered/wrap.ts',
  'nested/builtins.ts',
  'nested/calls.ts',
  'nested/depth.ts',
  'nested/flat.ts',
  'nested/hooks.ts',
  'nested/json.ts',
  'nested/proxies.ts',
];

/** The trusted modules that make a policy's realm, as text: they run there and nowhere else. */
export function readRealmFiles(): Source {
  const folder = new URL('realm/', import.meta.url);
  const files = NAMES.map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]);
  return { entry: 'policy-realm.ts', files: Object.fromEntries(files) };
}
