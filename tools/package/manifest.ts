import * as z from 'zod';

const Manifest = z.record(z.string(), z.json());
const Exports = z.record(z.string(), z.string());

/** What only a clone has a use for. */
const OF_A_CLONE = ['scripts', 'workspaces', 'devDependencies', 'overrides', 'allowScripts'];

/**
 * The package.json of the package, made of that of the clone: an entry point that is a TypeScript file becomes the
 * JavaScript and the declarations in `dist/`. Throws for a text that is no manifest of this form.
 */
export function packedManifest(text: string): string {
  const { exports, ...manifest } = Manifest.parse(JSON.parse(text));
  const entries = Object.entries(Exports.parse(exports)).map(
    ([name, target]) => [name, packedTarget(target)] as const,
  );
  const kept = Object.entries(manifest).filter(([key]) => !OF_A_CLONE.includes(key));
  const packed = { ...Object.fromEntries(kept), exports: Object.fromEntries(entries) };
  return `${JSON.stringify(packed, null, 2)}\n`;
}

function packedTarget(
  target: string,
): string | { readonly types: string; readonly default: string } {
  if (!target.endsWith('.ts')) return target;
  const place = target.replace(/^\.\/(.*)\.ts$/, './dist/$1');
  return { types: `${place}.d.ts`, default: `${place}.js` };
}
