import * as z from 'zod';
import type { Kinds } from '../core/kinds.ts';
import type { Json } from '../core/json.ts';
import { isMapping, replacedAt, valueAt } from './plain-data.ts';
import { createRunSchema } from './run-rules.ts';

/** Plug-ins from elsewhere: a path or a package, whose options nothing here knows. */
const elsewhere = (tag: string): Json => ({
  type: 'object',
  properties: { [tag]: { type: 'string', pattern: '[./]' } },
  required: [tag],
});

/** The JSON Schema of a run file, for editors; every key but `problem` may be left out. */
export function runJsonSchema(kinds: Kinds): Json {
  const schema = createRunSchema(kinds);
  const raw = z.toJSONSchema(schema, {
    io: 'output',
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      // What wraps an object has taken over what the object demands.
      if (zodSchema instanceof z.ZodObject) jsonSchema.required = requiredOf(zodSchema);
    },
  });
  let json: unknown = {
    ...z.record(z.string(), z.json()).parse(raw),
    title: 'A run of adrs',
    description: 'a YAML file for: adrs run FILE',
    // Parts for anchors.
    patternProperties: { '^x-': {} },
  };
  const also = (path: readonly string[], ...others: readonly Json[]): void => {
    const found = valueAt(json, path);
    const { description, ...rest } = isMapping(found) ? found : {};
    const named = description === undefined ? {} : { description };
    json = replacedAt(json, path, { ...named, anyOf: [rest, ...others] });
  };
  json = replacedAt(json, ['properties', 'seed', 'type'], ['string', 'number']);
  // A search that names no type is of the first kind.
  json = replacedAt(json, ['properties', 'search', 'oneOf', 0, 'required'], []);
  also(['properties', 'search'], elsewhere('type'));
  also(
    ['properties', 'proposers', 'items'],
    elsewhere('name'),
    { type: 'string', enum: [...kinds.proposers.keys()] },
    { type: 'string', pattern: '[./]' },
  );
  also(['properties', 'models', 'additionalProperties'], elsewhere('provider'));
  return z.json().parse(json);
}

/** The keys of a mapping that have no default: a schema of what comes out of a parser demands all of them. */
function requiredOf({ shape }: z.ZodObject): string[] {
  const entries: readonly (readonly [string, z.core.$ZodType])[] = Object.entries(shape);
  return entries.flatMap(([key, value]) => (z.safeParse(value, undefined).success ? [] : [key]));
}
