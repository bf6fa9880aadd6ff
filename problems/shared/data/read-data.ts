import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ConfigError } from 'adrs';
import { z } from 'zod';

/** The text of a file of published data, unpacked when its name ends in `.gz`. Throws ConfigError. */
export async function readText(folder: string, name: string): Promise<string> {
  const file = path.join(folder, name);
  try {
    const bytes = await readFile(file);
    const text = name.endsWith('.gz') ? await promisify(gunzip)(bytes) : bytes;
    return text.toString('utf8');
  } catch (cause) {
    const hint = `point --data at a folder that holds ${name}`;
    throw new ConfigError(`cannot read ${file}`, { cause, hint });
  }
}

/** The content of a JSON file of published data. Throws ConfigError for what is unlike the schema, too. */
export async function readJson<T>(folder: string, name: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readText(folder, name);
  try {
    return schema.parse(JSON.parse(text));
  } catch (cause) {
    const hint = cause instanceof z.ZodError ? z.prettifyError(cause) : 'it must be JSON';
    throw new ConfigError(`${path.join(folder, name)} does not hold the published data`, {
      cause,
      hint,
    });
  }
}
