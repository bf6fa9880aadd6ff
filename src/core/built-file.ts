import { existsSync } from 'node:fs';

/**
 * The file of a module that a clone has as TypeScript and the package as JavaScript: `file` as it is, or the `.js` in
 * its place where there is no such `.ts`. Node strips no types below `node_modules`.
 */
export function builtFile(file: string): string {
  if (!file.endsWith('.ts') || existsSync(file)) return file;
  const built = file.replace(/\.ts$/, '.js');
  return existsSync(built) ? built : file;
}
