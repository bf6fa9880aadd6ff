import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { AdrsError, messageOf, PluginError } from '../core/errors.ts';

/** The exports of a plug-in's file, an absolute path. Throws PluginError when it throws. */
export async function importModule(file: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    const module: unknown = await import(pathToFileURL(file).href);
    return { ...(typeof module === 'object' ? module : {}) };
  } catch (cause) {
    if (cause instanceof AdrsError) {
      throw new PluginError(`${file}: ${cause.message}`, { cause, hint: cause.hint });
    }
    throw new PluginError(`${file} threw while it was loaded: ${messageOf(cause)}`, {
      cause,
      hint: `run "node ${path.basename(file)}" in its folder to see where`,
    });
  }
}
