import * as z from 'zod';
import type { Kind, Kinds } from '../core/kinds.ts';
import { isMapping } from './plain-data.ts';

/** Every kind with its options and their defaults, as Markdown for people; it stands in docs/run-file.md. */
export function kindRows({ searches, archives, proposers, providers }: Kinds): string {
  return [
    section('Searches', 'search.type', searches),
    section('Archives', 'search.archive', archives),
    section('Proposers', 'proposers', proposers),
    section('Model providers', 'models.NAME.provider', providers),
  ].join('\n\n');
}

function section(title: string, key: string, kinds: ReadonlyMap<string, Kind>): string {
  const rows = [...kinds].flatMap(([name, kind]) => {
    const [like] = [...kinds].find(([, { options }]) => options === kind.options) ?? [name];
    if (like !== name) return [`- \`${name}\`: ${kind.summary}; options as \`${like}\`.`];
    return [`- \`${name}\`: ${kind.summary}.`, ...optionRows(kind).map((row) => `  - ${row}`)];
  });
  return [`### ${title}: \`${key}\``, '', ...rows].join('\n');
}

const Property = z.object({
  description: z.string().optional(),
  default: z.unknown().optional(),
  enum: z.array(z.string()).optional(),
});

const Properties = z.object({ properties: z.record(z.string(), Property).default({}) });

function optionRows({ options }: Kind): readonly string[] {
  const json = z.toJSONSchema(options, { io: 'output', unrepresentable: 'any' });
  const defaults = options.safeParse({}).data ?? {};
  return Object.entries(Properties.parse(json).properties).map(([key, property]) => {
    const usual = defaults[key] ?? property.default;
    const words = property.enum?.map((word) => `\`${word}\``).join(', ');
    const start = usual === undefined ? `\`${key}\`` : `\`${key}\` (default: \`${flow(usual)}\`)`;
    const texts = [property.description, words].filter((text) => text !== undefined);
    return texts.length === 0 ? `${start}.` : `${start}: ${texts.join('; ')}.`;
  });
}

/** Plain data in one line of YAML, strings unquoted. */
function flow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(', ')}]`;
  if (!isMapping(value)) return String(value);
  const entries = Object.entries(value).map(([key, inner]) => `${key}: ${flow(inner)}`);
  return `{ ${entries.join(', ')} }`;
}
