import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { closest } from '../config/did-you-mean.ts';
import { ConfigError, messageOf } from '../core/errors.ts';
import { checkTemplate, PROMPT_KINDS, type PromptKindName } from '../prompt/kinds.ts';
import { parsePartial, type Partials } from '../prompt/partial.ts';
import { parseTemplate, type Template } from '../prompt/template.ts';

/** Templates that come with this installation. */
const installed = path.join(import.meta.dirname, '..', '..', 'prompts');

/** The folder, inside one of templates, with the prose that several of them include. */
const PARTIALS = 'partials';

/**
 * Reads every template and the partials that they include, those in the folder `own` before those of adrs.
 * Throws ConfigError for a folder that cannot be read, a file that is no template or partial of adrs, and a
 * template that breaks its kind's rules.
 */
export async function readTemplates(
  own: string | undefined,
): Promise<Readonly<Record<PromptKindName, Template>>> {
  const kinds = Object.keys(PROMPT_KINDS).filter(isKind);
  const known = kinds.map((kind) => `${kind}.md`);
  const files = own === undefined ? [] : await templateFiles(own);
  const replaced = new Set(files.filter((name) => name !== PARTIALS));
  refuseUnknown(replaced, { folder: own ?? installed, known, what: 'template' });
  const partials = await readPartials(files.includes(PARTIALS) ? own : undefined);
  const read = async (kind: PromptKindName): Promise<Template> => {
    const { name, text } = await readOne(
      `${kind}.md`,
      replaced.has(`${kind}.md`) ? own : undefined,
    );
    const template = parseTemplate(name, text, partials);
    checkTemplate(kind, template);
    return template;
  };
  const entries = kinds.map(async (kind) => [kind, await read(kind)] as const);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- an entry for every kind
  return Object.fromEntries(await Promise.all(entries)) as Record<PromptKindName, Template>;
}

function isKind(name: string): name is PromptKindName {
  return Object.hasOwn(PROMPT_KINDS, name);
}

async function readPartials(own: string | undefined): Promise<Partials> {
  const known = await templateFiles(path.join(installed, PARTIALS));
  const folder = path.join(own ?? installed, PARTIALS);
  const replaced = new Set(own === undefined ? [] : await templateFiles(folder));
  refuseUnknown(replaced, { folder, known, what: 'partial' });
  const entries = known.map(async (file) => {
    const home = replaced.has(file) ? own : undefined;
    const { name, text } = await readOne(path.join(PARTIALS, file), home);
    return [path.basename(file, '.md'), parsePartial(name, text)] as const;
  });
  return new Map(await Promise.all(entries));
}

/** A file of the user's folder, or of adrs where that is undefined, with its name for errors. */
async function readOne(
  file: string,
  own: string | undefined,
): Promise<{ readonly name: string; readonly text: string }> {
  const full = path.join(own ?? installed, file);
  return { name: own === undefined ? file : full, text: await readFile(full, 'utf8') };
}

/** Names in a folder of templates or of partials; a note among them may be called README.md. */
async function templateFiles(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new ConfigError(`cannot read the templates in ${folder}: ${messageOf(cause)}`, {
      cause,
      hint: '"prompts" is a folder with templates, relative to the run file',
    });
  });
  return names.filter((name) => !name.startsWith('.') && name !== 'README.md');
}

interface Expected {
  readonly folder: string;
  readonly known: readonly string[];
  readonly what: 'template' | 'partial';
}

function refuseUnknown(files: Iterable<string>, { folder, known, what }: Expected): void {
  const unknown = [...files].find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const near = closest(unknown, known);
  throw new ConfigError(`${path.join(folder, unknown)} is no ${what} of adrs`, {
    hint: near === undefined ? `${what}s are ${known.join(', ')}` : `did you mean "${near}"?`,
  });
}
