import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { ConfigError } from 'adrs-lab';
import { z } from 'zod';
import { readCsv } from './csv.ts';

/**
 * The bytes of a file of published data, unpacked when its name ends in `.gz`. Throws ConfigError when it cannot be
 * read; the hint says what the folder should hold.
 */
export async function readBytes(folder: string, name: string, needed = name): Promise<Uint8Array> {
  const file = path.join(folder, name);
  try {
    const bytes = await readFile(file);
    return name.endsWith('.gz') ? await promisify(gunzip)(bytes) : bytes;
  } catch (cause) {
    const hint = `point --data at a folder that holds ${needed}`;
    throw new ConfigError(`cannot read ${file}`, { cause, hint });
  }
}

async function readText(folder: string, name: string, needed = name): Promise<string> {
  return Buffer.from(await readBytes(folder, name, needed)).toString('utf8');
}

/** The rows of a CSV file of published data. Throws ConfigError when it cannot be read, or is no CSV. */
export async function readRows(folder: string, name: string, needed = name): Promise<string[][]> {
  const text = await readText(folder, name, needed);
  try {
    return readCsv(text);
  } catch (cause) {
    throw new ConfigError(`${path.join(folder, name)} is no CSV`, { cause });
  }
}

/** The content of a JSON file of published data. Throws ConfigError when the schema does not allow it, too. */
export async function readJson<T>(folder: string, name: string, schema: z.ZodType<T>): Promise<T> {
  const text = await readText(folder, name);
  const file = path.join(folder, name);
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw new ConfigError(`${file} is no JSON`, { cause });
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    `${file} does not hold the published data: ${z.prettifyError(parsed.error)}`,
  );
}
