import type { Elite } from '../core/search.ts';
import type { RunChanges, RunEvent } from '../core/events.ts';
import type { LoggedEvent } from '../core/store.ts';
import { isRunPath, withConfigPaths } from '../core/config-paths.ts';
import { hashOf, hashText } from '../core/hash.ts';
import { canonicalJson, type Json } from '../core/json.ts';
import type { Evaluation } from '../core/program.ts';

/** A hash over a growing log. */
export interface LogHash {
  add(event: RunEvent): void;
  /** Of everything added so far, 64 hexadecimal digits. */
  digest(): string;
}

/**
 * A chain of SHA-256 over canonical JSON, equal for two runs that did the same.
 *
 * It leaves out facts that differ between two equal runs: times and costs of evaluations, pauses and resumes,
 * model calls (they stand in the order of arrival; the candidates hold their outcomes), facts
 * about the host, how many slots it had, whether its replies were recorded ones, and where files lie from the folder of
 * the run.
 */
export function createLogHash(): LogHash {
  let chain = hashText('adrs log 1');
  let isFirstSchema = false;
  return {
    add(event) {
      if (event.type === 'run-started') isFirstSchema = event.schema === 1;
      const hashed = hashedPartOf(event);
      if (hashed === undefined) return;
      const added = isFirstSchema ? ADDED_TO_FIRST_SCHEMA[event.type] : undefined;
      chain = hashText(`${chain}\n${canonicalJson({ ...hashed, ...added })}`);
    },
    digest: () => chain,
  };
}

/** Members that reading adds to events of version 1, blanked so that such a log keeps its hash. */
const ADDED_TO_FIRST_SCHEMA: { readonly [T in RunEvent['type']]?: object } = {
  'run-started': {
    title: undefined,
    statement: undefined,
    features: undefined,
    splits: undefined,
    references: undefined,
    budget: undefined,
    advisors: undefined,
  },
  'program-added': { cell: undefined, replaces: undefined },
};

/** The hash of a whole log; see `createLogHash`. */
export async function logHash(
  events: AsyncIterable<LoggedEvent> | Iterable<LoggedEvent>,
): Promise<string> {
  const hash = createLogHash();
  for await (const { event } of events) hash.add(event);
  return hash.digest();
}

/**
 * The hash of an archive: which program of which text holds which cell of which island. Does not
 * depend on the order of the elites.
 */
export function archiveHash(
  elites: readonly Elite[],
  sourceHashOf: (id: string) => string | undefined,
): string {
  const rows = elites.map(({ island, cell, id, fitness }) =>
    canonicalJson([island, cell, id, fitness, sourceHashOf(id) ?? null]),
  );
  return hashOf(rows.toSorted());
}

/** The hashed part of an event; undefined for those that differ between equal runs. */
function hashedPartOf(event: RunEvent): object | undefined {
  if (NOT_TOLD.has(event.type)) return undefined;
  if (event.type === 'run-started') {
    const { host: _host, config, plugIns, ...rest } = event;
    return { ...rest, config: withoutPaths(withoutMeans(config)), plugIns: unplaced(plugIns) };
  }
  // Somebody's changes belong to a run; that it was stopped and resumed does not.
  if (event.type === 'run-resumed') {
    return event.changes && { ...event, programs: 0, changes: unplacedChanges(event.changes) };
  }
  if ('evaluation' in event) return { ...event, evaluation: withoutCost(event.evaluation) };
  if (event.type === 'best-exported') {
    const { train, validation, ...rest } = event;
    return { ...rest, train: withoutCost(train), validation: withoutCost(validation) };
  }
  // The head proves one file, with all of its times; this hash compares runs.
  if (event.type === 'run-finished') return { type: event.type, reason: event.reason };
  return 'askedAfter' in event ? untimed(event) : event;
}

const NOT_TOLD: ReadonlySet<RunEvent['type']> = new Set([
  'run-paused',
  'call-reserved',
  'call-settled',
]);

/** The end of a candidate, without the seconds that it took. */
function untimed(event: Extract<RunEvent, { readonly askedAfter: number }>): object {
  const { proposeSeconds: _propose, ...timed } = event;
  const { evaluateSeconds: _evaluate, ...rest } = { evaluateSeconds: 0, ...timed };
  if (rest.spending === undefined) return rest;
  const { seconds: _seconds, ...bill } = rest.spending;
  return { ...rest, spending: bill };
}

/** The configuration without what says only how a run is carried out: its slots, and where its replies come from. */
function withoutMeans(config: Json): Json {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) return config;
  const kept = Object.entries(config).filter(([key]) => key !== 'slots' && key !== 'replies');
  return Object.fromEntries(kept);
}

function withoutPaths(config: Json): Json {
  return withConfigPaths(config, (name) => (isRunPath(name) ? './' : name));
}

function unplacedChanges({ settings, plugIns, ...rest }: RunChanges): object {
  const told = settings && { ...settings, config: withoutPaths(settings.config) };
  return { ...rest, settings: told, plugIns: unplaced(plugIns) };
}

/** Digests by file; of files that are named from the folder of the run, the digests alone. */
function unplaced(files: Readonly<Record<string, Json>> | undefined): object | undefined {
  if (files === undefined) return undefined;
  const [moving, fixed] = [true, false].map((moves) =>
    Object.entries(files).filter(([file]) => isRunPath(file) === moves),
  );
  if (moving === undefined || fixed === undefined || moving.length === 0) return files;
  const digests = moving.map(([, digest]) => canonicalJson(digest)).toSorted();
  return { ...Object.fromEntries(fixed), './': digests };
}

function withoutCost(evaluation: Evaluation): Omit<Evaluation, 'cost'> {
  const { cost: _cost, ...rest } = evaluation;
  return rest;
}
