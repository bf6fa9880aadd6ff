import { readFile, stat } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { NamedSource, Problem } from '../core/problem.ts';
import { ConfigError, messageOf, PluginError } from '../core/errors.ts';
import type { Source } from '../core/program.ts';
import { readPolicy } from '../policies/read-policy.ts';
import type { NamedPolicy } from './compose.ts';

/** Reads policies that come with a problem. Throws PluginError for a missing file. */
export async function readPolicies(
  { policy }: Problem,
  policies: readonly NamedSource[],
): Promise<readonly NamedPolicy[]> {
  return Promise.all(
    policies.map(async ({ name, file }) => ({ name, source: await readPolicy(policy, file) })),
  );
}

/** Reads a text file of a problem. Throws PluginError that names it. */
export async function readPluginText(problem: Problem, file: URL): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new PluginError(`problem ${problem.name}: cannot read ${file.pathname}`, {
      cause,
      hint: messageOf(cause),
    });
  }
}

/**
 * Reads the policy that an argument names: a file, `seed:NAME` or `baseline:NAME`. Throws ConfigError.
 */
export async function readPolicyArgument(problem: Problem, argument: string): Promise<Source> {
  const [, kind, name] = /^(seed|baseline):(.+)$/.exec(argument) ?? [];
  if (kind === undefined) return readPolicyFile(problem, argument);
  const known = kind === 'seed' ? problem.seeds : problem.baselines;
  const found = known.find((policy) => policy.name === name);
  if (found !== undefined) return readPolicy(problem.policy, found.file);
  throw new ConfigError(`${problem.name} has no ${kind} named "${name}"`, {
    hint: `it has ${known.map((policy) => `${kind}:${policy.name}`).join(', ') || 'none'}`,
  });
}

async function readPolicyFile({ policy }: Problem, file: string): Promise<Source> {
  const found = await stat(file).catch(() => undefined);
  if (found?.isFile() === true) return readPolicy(policy, pathToFileURL(file));
  throw new ConfigError(`there is no policy file ${file}`, {
    hint: 'a policy is a file, seed:NAME or baseline:NAME',
  });
}
