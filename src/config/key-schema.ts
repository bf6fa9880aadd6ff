import * as z from 'zod';
import { isMapping, valueAt } from './plain-data.ts';

/** The few parts of JSON Schema that the run file needs. */
export interface KeySchema {
  readonly properties?: Readonly<Record<string, KeySchema>> | undefined;
  /** Of mappings whose keys are names. */
  readonly additionalProperties?: KeySchema | boolean | undefined;
  readonly items?: KeySchema | undefined;
  readonly oneOf?: readonly KeySchema[] | undefined;
  readonly anyOf?: readonly KeySchema[] | undefined;
  readonly const?: unknown;
  readonly enum?: readonly unknown[] | undefined;
}

const KeySchema: z.ZodType<KeySchema> = z.lazy(() =>
  z.object({
    properties: z.record(z.string(), KeySchema).optional(),
    additionalProperties: z.union([KeySchema, z.boolean()]).optional(),
    items: KeySchema.optional(),
    oneOf: z.array(KeySchema).optional(),
    anyOf: z.array(KeySchema).optional(),
    const: z.unknown().optional(),
    enum: z.array(z.unknown()).optional(),
  }),
);

/** The keys that a schema allows. */
export function keysOf(schema: z.ZodType): KeySchema {
  return KeySchema.parse(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }));
}

/** The part of the schema that governs the value at `path`; unions are settled by the raw values. */
export function schemaAt(
  schema: KeySchema,
  { path, raw }: { readonly path: readonly (string | number)[]; readonly raw: unknown },
): KeySchema | undefined {
  const variants = variantsOf(schema);
  const here = variants === undefined ? schema : variantOf(variants, raw);
  const [first, ...rest] = path;
  if (first === undefined || here === undefined) return here;
  const next = typeof first === 'number' ? here.items : memberOf(here, first);
  if (next === undefined) return undefined;
  return schemaAt(next, { path: rest, raw: valueAt(raw, [first]) });
}

function variantsOf({ oneOf, anyOf }: KeySchema): readonly KeySchema[] | undefined {
  // Of a scalar and a mapping, only the mapping has keys.
  return (
    oneOf ??
    anyOf
      ?.flatMap((variant) => variantsOf(variant) ?? [variant])
      .filter(({ properties }) => properties !== undefined)
  );
}

function memberOf(
  { properties, additionalProperties }: KeySchema,
  key: string,
): KeySchema | undefined {
  const named =
    properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : undefined;
  return named ?? (typeof additionalProperties === 'object' ? additionalProperties : undefined);
}

const TAGS = ['type', 'name', 'provider'];

function variantOf(variants: readonly KeySchema[], raw: unknown): KeySchema | undefined {
  const fits = ({ properties }: KeySchema): boolean => {
    const key = TAGS.find((tag) => properties?.[tag] !== undefined);
    const mark = key === undefined ? undefined : properties?.[key];
    const value = isMapping(raw) && key !== undefined ? raw[key] : undefined;
    return mark?.const === value || mark?.enum?.includes(value) === true;
  };
  return variants.find(fits) ?? variants[0];
}

/** Every path of keys that the first variant of each union allows, outermost first. */
export function pathsOf(schema: KeySchema): readonly (readonly string[])[] {
  const here = variantsOf(schema)?.[0] ?? schema;
  return Object.entries(here.properties ?? {}).flatMap(([key, inner]) => [
    [key],
    ...pathsOf(inner).map((rest) => [key, ...rest]),
  ]);
}
