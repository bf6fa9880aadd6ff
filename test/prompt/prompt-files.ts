import { readTemplates } from '../../src/session/prompts.ts';
import { PROMPT_KINDS, type PromptKindName } from '../../src/prompt/kinds.ts';
import type { Template } from '../../src/prompt/template.ts';

/** Names of the templates that come with adrs. */
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- these are its keys
export const kindNames = Object.keys(PROMPT_KINDS) as PromptKindName[];

const templates = await readTemplates(undefined);

/** One of the templates that come with adrs, with its partials. */
export function templateOf(kind: PromptKindName): Template {
  return templates[kind];
}
