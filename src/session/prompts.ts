import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { ConfigError, messageOf } from '../core/errors.ts';
import { checkTemplate, PROMPT_KINDS, type PromptKindName } from '../prompt/kinds.ts';
import { parseTemplate, type Template } from '../prompt/template.ts';
import { closest } from '../config/did-you-mean.ts';

/** Templates that come with this installation. */
const installed = path.join(import.meta.dirname, '..', '..', 'prompts');

/**
 * Reads every template, those in the folder `own` before those of adrs. Throws ConfigError for a folder that
 * cannot be read, a file that is no template of adrs, and a template that breaks its kind's rules.
 */
export async function readTemplates(
  own: string | undefined,
): Promise<Readonly<Record<PromptKindName, Template>>> {
  const replaced = new Set(own === undefined ? [] : await templateFiles(own));
  const read = async (kind: PromptKindName): Promise<Template> => {
    const name = `${kind}.md`;
    const isOwn = own !== undefined && replaced.has(name);
    const file = path.join(isOwn ? own : installed, name);
    const template = parseTemplate(isOwn ? file : name, await readFile(file, 'utf8'));
    checkTemplate(kind, template);
    return template;
  };
  const kinds = Object.keys(PROMPT_KINDS);
  const entries = kinds.filter(isKind).map(async (kind) => [kind, await read(kind)] as const);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an entry for every kind
  return Object.fromEntries(await Promise.all(entries)) as Record<PromptKindName, Template>;
}

function isKind(name: string): name is PromptKindName {
  return Object.hasOwn(PROMPT_KINDS, name);
}

/** Names of the files in a folder of templates; a note beside them may be called README.md. */
async function templateFiles(folder: string): Promise<readonly string[]> {
  const known = Object.keys(PROMPT_KINDS).map((kind) => `${kind}.md`);
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new ConfigError(`cannot read the templates in ${folder}: ${messageOf(cause)}`, {
      cause,
      hint: '"prompts" is a folder with templates, relative to the run file',
    });
  });
  const files = names.filter((name) => !name.startsWith('.') && name !== 'README.md');
  const unknown = files.find((name) => !known.includes(name));
  if (unknown === undefined) return files;
  const near = closest(unknown, known);
  throw new ConfigError(`${path.join(folder, unknown)} is no template of adrs`, {
    hint: near === undefined ? `templates are ${known.join(', ')}` : `did you mean "${near}"?`,
  });
}
