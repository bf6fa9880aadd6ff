import type { Attempt, ProgramSummary } from '../core/proposer.ts';
import type { AdviceTaken, ProgramAdded, ProposalDropped } from '../core/events.ts';
import type { Note } from '../core/model.ts';
import type { Overrun } from './overruns.ts';

/** Knowledge at the time of an ask, in addition to the search's selection. Never changes. */
export interface History {
  readonly best: string | undefined;
  readonly attempts: readonly Attempt[];
  readonly rejected: readonly string[];
  readonly recent: readonly ProgramSummary[];
  readonly notes: Readonly<Record<string, readonly Note[]>>;
  /** Programs of the selected island; see `RunMemory.members`. */
  readonly islandSize: number;
}

/**
 * The history that briefs for models show: a fold over the log. In a run without models it stays empty.
 * Its lists are replaced and never changed, so that a snapshot costs nothing.
 */
export interface RunMemory {
  /** Now, for a candidate that changes `parent` on `island`. */
  history(selection: { readonly parent: string | null; readonly island: number }): History;
  /** The seeds and the models' programs that came to an island, oldest first. */
  readonly members: (island: number) => readonly string[];
  /** Number of seeds and models' programs. */
  readonly shown: () => number;
  /** Whether a model has failed so often that it is not asked for this candidate. */
  readonly isDown: (model: string, ordinal: number) => boolean;
  /** Message of the latest failed proposal of a model. */
  readonly lastFailure: () => string | undefined;
  /** Remembers the end of a candidate. A model with a call for it beyond its reservation is down from now on. */
  apply(event: ProgramAdded | ProposalDropped | AdviceTaken, overruns?: readonly Overrun[]): void;
  /** Makes every model available again, on resume, but for those that were stopped. */
  resume(): void;
  /** Makes those that were stopped available again, too: somebody changed something. */
  forgetStopped(): void;
  /** Forgets attempts and latest programs: their results are those of another problem. */
  forgetResults(): void;
}

/** Attempts, rejected programs and latest programs that are kept. */
const ATTEMPTS = 8;
const REJECTED = 4;
const RECENT = 40;

interface RunMemoryOptions {
  /** The models of the proposers that ask one, by the name of the proposer; none in a run without models. */
  readonly models: () => ReadonlyMap<string, string>;
  readonly best: () => string | undefined;
}

/** An empty memory. */
export function createRunMemory({ models, best }: RunMemoryOptions): RunMemory {
  const attempts = createAttempts();
  const programs = createProgramLists();
  const health = createHealth();
  let notes: History['notes'] = {};
  return {
    history: ({ parent, island }) => ({
      best: best(),
      attempts: attempts.of(parent),
      ...programs.lists(),
      notes,
      islandSize: programs.members(island).length,
    }),
    members: programs.members,
    shown: programs.count,
    isDown: health.isDown,
    lastFailure: health.lastFailure,
    resume: health.reset,
    forgetStopped: health.forgetStopped,
    forgetResults() {
      attempts.clear();
      programs.clear();
    },
    apply(event, overruns = []) {
      if (models().size === 0) return;
      for (const overrun of overruns) health.stop(overrun);
      if (event.type === 'advice-taken') {
        notes = { ...notes, [event.advisor]: event.notes };
        return;
      }
      const model = models().get(event.proposer);
      const isShown = model !== undefined || event.proposer === 'seed';
      if (event.type === 'program-added' && isShown) programs.add(event);
      if (model === undefined) return;
      attempts.add(event);
      health.see(model, event);
    },
  };
}

interface Attempts {
  readonly of: (parent: string | null) => readonly Attempt[];
  readonly add: (event: ProgramAdded | ProposalDropped) => void;
  readonly clear: () => void;
}

/** Attempts, by the program that was changed. */
function createAttempts(): Attempts {
  const attempts = new Map<string, readonly Attempt[]>();
  const of: Attempts['of'] = (parent) => (parent === null ? [] : (attempts.get(parent) ?? []));
  return {
    of,
    clear: () => attempts.clear(),
    add(event) {
      const { parent } = event.selection;
      const changed = event.type === 'program-added' ? (event.parents[0] ?? parent) : parent;
      if (changed === null) return;
      attempts.set(changed, [attemptOf(event), ...of(changed).slice(0, ATTEMPTS - 1)]);
    },
  };
}

interface ProgramLists {
  readonly lists: () => Pick<History, 'rejected' | 'recent'>;
  readonly members: (island: number) => readonly string[];
  readonly count: () => number;
  readonly add: (event: ProgramAdded) => void;
  /** Forgets the lists; what came to an island stays known. */
  readonly clear: () => void;
}

/** The seeds and the programs of models. */
function createProgramLists(): ProgramLists {
  const islands = new Map<number, string[]>();
  let rejected: readonly string[] = [];
  let recent: readonly ProgramSummary[] = [];
  let count = 0;
  return {
    count: () => count,
    lists: () => ({ rejected, recent }),
    members: (island) => islands.get(island) ?? [],
    clear() {
      rejected = [];
      recent = [];
    },
    add(event) {
      count += 1;
      const members = islands.get(event.island) ?? [];
      members.push(event.id);
      islands.set(event.island, members);
      recent = [summaryOf(event), ...recent.slice(0, RECENT - 1)];
      rejected = rejected.filter((id) => id !== event.parents[0]);
      if (event.status !== 'rejected') return;
      rejected = [event.id, ...rejected.slice(0, REJECTED - 1)];
    },
  };
}

function attemptOf(event: ProgramAdded | ProposalDropped): Attempt {
  const { proposer } = event;
  if (event.type === 'program-added') {
    const { id, note, fitness, reason } = event;
    return { id, proposer, note, fitness, reason };
  }
  const reason = `${event.reason}: ${event.detail}`;
  return { id: null, proposer, note: event.note ?? '', fitness: null, reason };
}

function summaryOf(event: ProgramAdded): ProgramSummary {
  const { id, parents, proposer, note, fitness, reason } = event;
  return { id, parents, proposer, note, fitness, reason };
}

/** Consecutive failures after which a model backs off, and for how many candidates at first. */
const FAILURES = 3;
const FIRST_REST = 8;
const MAX_REST = 128;

interface Health {
  readonly isDown: (model: string, ordinal: number) => boolean;
  readonly lastFailure: () => string | undefined;
  readonly reset: () => void;
  readonly forgetStopped: () => void;
  readonly stop: (overrun: Overrun) => void;
  readonly see: (model: string, event: ProgramAdded | ProposalDropped) => void;
}

/**
 * A circuit breaker that counts candidates and not seconds, so that equal runs agree about it: after
 * some consecutive failures a model backs off, twice as long after each further one.
 */
function createHealth(): Health {
  const failures = new Map<string, { count: number; until: number }>();
  const stopped = new Set<string>();
  let lastFailure: string | undefined;
  return {
    lastFailure: () => lastFailure,
    reset: () => failures.clear(),
    forgetStopped: () => stopped.clear(),
    stop({ model, text }) {
      stopped.add(model);
      lastFailure = text;
    },
    isDown: (model, ordinal) => stopped.has(model) || ordinal < (failures.get(model)?.until ?? 0),
    see(model, event) {
      if (event.type === 'program-added' || event.reason !== 'failed') {
        failures.delete(model);
        return;
      }
      lastFailure = `${model}: ${event.detail}`;
      const count = (failures.get(model)?.count ?? 0) + 1;
      const rest = count < FAILURES ? 0 : Math.min(MAX_REST, FIRST_REST * 2 ** (count - FAILURES));
      failures.set(model, { count, until: event.ordinal + rest });
    },
  };
}
