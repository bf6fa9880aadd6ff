import * as z from 'zod';
import type { Kinds } from '../core/kinds.ts';
import type { Json } from '../core/json.ts';
import { replacedAt, valueAt } from './plain-data.ts';
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
  const raw = z.json().parse(z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }));
  let json: unknown = { ...withoutRequired(raw), title: 'A run of adrs', required: ['problem'] };
  const also = (path: readonly string[], ...others: readonly Json[]): void => {
    json = replacedAt(json, path, { anyOf: [valueAt(json, path), ...others] });
  };
  also(['properties', 'search'], elsewhere('type'), {
    type: 'object',
    not: { required: ['type'] },
  });
  also(['properties', 'proposers', 'items'], elsewhere('name'), { type: 'string' });
  also(['properties', 'models', 'additionalProperties'], elsewhere('provider'));
  return z.json().parse(json);
}

/** A copy in which no mapping must have a key: defaults stand in. */
function withoutRequired(json: unknown): object {
  const text = JSON.stringify(json, (key, value: unknown) =>
    key === 'required' && Array.isArray(value) ? undefined : value,
  );
  return z.record(z.string(), z.json()).parse(JSON.parse(text));
}
