import type { Json } from '../core/json.ts';
import { kindRows } from '../config/kind-rows.ts';
import { loadRunConfig } from '../config/run-config.ts';
import { runJsonSchema } from '../config/run-json-schema.ts';
import { KINDS } from './kinds.ts';
import { loadPlugIns } from './load-plug-ins.ts';

/** The kinds that run files can name. */
export interface KindsDescription {
  /** Markdown. */
  readonly rows: string;
  /** The JSON Schema of run files. */
  readonly schema: () => Json;
}

/** Describes the kinds of adrs, and those that a run file loads. Throws ConfigError. */
export async function describeKinds(file?: string): Promise<KindsDescription> {
  const kinds = file === undefined ? KINDS : (await loadRunConfig(file, { loadPlugIns })).kinds;
  return { rows: kindRows(kinds), schema: () => runJsonSchema(kinds) };
}
