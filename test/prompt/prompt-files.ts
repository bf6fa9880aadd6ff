import { readFile } from 'node:fs/promises';
import { PROMPT_KINDS, type PromptKindName } from '../../src/prompt/kinds.ts';
import { parseTemplate, type Template } from '../../src/prompt/template.ts';

/** Names of the templates that come with adrs. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- these are its keys
export const kindNames = Object.keys(PROMPT_KINDS) as PromptKindName[];

/** One of the templates that come with adrs. */
export async function templateOf(kind: PromptKindName): Promise<Template> {
  const file = new URL(`../../prompts/${kind}.md`, import.meta.url);
  return parseTemplate(`prompts/${kind}.md`, await readFile(file, 'utf8'));
}
