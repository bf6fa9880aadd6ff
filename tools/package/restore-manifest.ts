import { rename } from 'node:fs/promises';
import path from 'node:path';

/** Where the clone's package.json lies while the package's is in its place. */
export function savedManifest(root: string): string {
  return path.join(root, 'dist', 'package.clone.json');
}

/** Puts the clone's package.json back; does nothing where it is there. */
export async function restoreManifest(root: string): Promise<void> {
  await rename(savedManifest(root), path.join(root, 'package.json')).catch((error: unknown) => {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
  });
}
