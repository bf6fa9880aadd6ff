import type * as z from 'zod';
import { closest } from './did-you-mean.ts';
import type { Kinds } from '../core/kinds.ts';
import { islandsOf } from './entry-schemas.ts';
import { KEY_IS_MISSING } from './model-schema.ts';
import { createRunKeys, type RunKeys } from './run-schema.ts';

/** The schema of run.yaml, with the rules that span keys and need nothing else. */
export function createRunSchema(kinds: Kinds): RunKeys {
  return createRunKeys(kinds).superRefine((keys, context) => {
    for (const { path, message } of complaintsAbout(keys, kinds)) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  });
}

type Keys = z.infer<RunKeys>;

/** A wrong value and what is wrong with it. */
export interface KeyComplaint {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

function complaintsAbout(keys: Keys, kinds: Kinds): readonly KeyComplaint[] {
  const names = (keys.proposers ?? []).map(({ name }) => name);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  return [
    ...complaintsAboutNames(keys),
    ...complaintsAboutUses(keys),
    ...complaintsAboutNovelty(keys, kinds),
    ...complaintsAboutArchive(keys, kinds),
    ...(twice < 0
      ? []
      : [{ path: ['proposers', twice], message: `"${names[twice]}" is named twice` }]),
  ];
}

const MODEL_NAME = /^[A-Za-z0-9][\w.:/-]*$/;
const RESERVED = ['auto', 'none'];

function complaintsAboutNames({ models }: Keys): readonly KeyComplaint[] {
  return Object.keys(models).flatMap((name) => {
    const message = RESERVED.includes(name)
      ? `"${name}" means something else as the name of a model`
      : 'a name is made of letters, digits and . _ - : /, and starts with a letter or a digit';
    return MODEL_NAME.test(name) && !RESERVED.includes(name)
      ? []
      : [{ path: ['models', name], message }];
  });
}

/** Every model that is named must be there. */
function complaintsAboutUses({
  model,
  models,
  proposers = [],
  advice,
}: Keys): readonly KeyComplaint[] {
  const known = Object.keys(models);
  const uses: { readonly path: readonly (string | number)[]; readonly name: string }[] = [];
  if (!RESERVED.includes(model)) uses.push({ path: ['model'], name: model });
  for (const [index, proposer] of proposers.entries()) {
    const named = proposer.models ?? [];
    const path = ['proposers', index, 'models'];
    uses.push(...named.map((name, at) => ({ path: [...path, at], name })));
  }
  for (const [key, options] of Object.entries(advice)) {
    const name = options === 'off' ? undefined : options?.model;
    if (name !== undefined) uses.push({ path: ['advice', key, 'model'], name });
  }
  return uses
    .filter(({ name }) => !known.includes(name))
    .map(({ path, name }) => ({ path, message: unknownModel(name, known) }));
}

function unknownModel(name: string, known: readonly string[]): string {
  const near = closest(name, [...known, ...RESERVED]);
  if (near !== undefined) return `there is no model "${name}", did you mean "${near}"?`;
  const list = known.length === 0 ? '"models" is empty' : `"models" has ${known.join(', ')}`;
  return `there is no model "${name}"; ${list}`;
}

/** An archive that is named without options must not need any. */
function complaintsAboutArchive({ search }: Keys, { archives }: Kinds): readonly KeyComplaint[] {
  const { archive } = search;
  const kind = typeof archive === 'string' ? archives.get(archive) : undefined;
  const [issue] = kind?.options.safeParse({}).error?.issues ?? [];
  if (issue === undefined) return [];
  const message = `needs options: ${issue.path.join('.')}: ${issue.message}`;
  return [{ path: ['search', 'archive'], message }];
}

function complaintsAboutNovelty(
  { novelty, search }: Keys,
  { searches }: Kinds,
): readonly KeyComplaint[] {
  if (novelty === undefined || novelty === 'off') return [];
  const { threshold, embedding } = novelty;
  const complaints: KeyComplaint[] = [];
  const islands = islandsOf(search, searches);
  if (Array.isArray(threshold) && threshold.length !== islands) {
    const message = `needs one number for each of ${islands} islands, or one for all; got ${threshold.length}`;
    complaints.push({ path: ['novelty', 'threshold'], message });
  }
  if (embedding?.baseUrl !== undefined && embedding.keyEnv === undefined) {
    complaints.push({ path: ['novelty', 'embedding', 'keyEnv'], message: KEY_IS_MISSING });
  }
  return complaints;
}
