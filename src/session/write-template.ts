import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError, messageOf } from '../core/errors.ts';

/** Texts for the `{{slots}}` of a template, by name. */
export type Slots = ReadonlyMap<string, string>;

/**
 * Writes the text of a template, with its slots filled. Throws ConfigError where a file of that name exists or cannot
 * be written.
 */
export async function writeTemplate(template: string, to: string, slots: Slots): Promise<void> {
  const unfilled = await readFile(template, 'utf8');
  const text = unfilled.replace(/\{\{(\w+)\}\}/g, (slot, key: string) => slots.get(key) ?? slot);
  try {
    await mkdir(path.dirname(to), { recursive: true });
    await writeFile(to, text, { flag: 'wx' });
  } catch (cause) {
    throw new ConfigError(`cannot write ${to}: ${messageOf(cause)}`, {
      cause,
      hint: 'name a folder that can be written',
    });
  }
}

/** Throws ConfigError for a file or folder that is there. */
export async function demandAbsent(target: string): Promise<void> {
  const found = await stat(target).catch(() => undefined);
  if (found === undefined) return;
  throw new ConfigError(`${target} exists already`, {
    hint: 'choose another name; nothing was written',
  });
}

/** A relative path with slashes, as imports and documents have it. */
export function posix(relative: string): string {
  return relative.split(path.sep).join('/');
}
