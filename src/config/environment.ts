import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { ConfigError, messageOf } from '../core/errors.ts';
import { isSecretName } from '../models/secrets.ts';
import type { Environment } from './auto-model.ts';

let taken: Environment | undefined;

/**
 * The environment that adrs was started with. The first call takes what looks like a secret out of
 * `process.env`, so that no process which adrs starts inherits it by accident.
 */
export function takeEnvironment(): Environment {
  if (taken !== undefined) return taken;
  taken = { ...process.env };
  for (const name of Object.keys(process.env)) if (isSecretName(name)) delete process.env[name];
  return taken;
}

/**
 * Adds the variables of a file, in the form that Node's `--env-file` reads, to the environment; those that are set
 * already stay. Throws ConfigError for a file that cannot be read.
 */
export function addEnvironmentFile(file: string): void {
  try {
    taken = { ...parseEnv(readFileSync(file, 'utf8')), ...takeEnvironment() };
  } catch (cause) {
    throw new ConfigError(`--env: cannot read ${file}: ${messageOf(cause)}`, {
      cause,
      hint: 'name a file with a line such as ANTHROPIC_API_KEY=... for each variable',
    });
  }
}

/**
 * The environment that adrs was started with, or that of this process where adrs is a library in a program of somebody
 * else: there it is left as it is.
 */
export function environmentNow(): Environment {
  return taken ?? { ...process.env };
}
