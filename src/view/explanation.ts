import type { AdviceTaken, ProgramAdded, ProposalDropped, RunEvent } from '../core/events.ts';
import type { Json } from '../core/json.ts';
import type { Spending, Transcript } from '../core/model.ts';
import type { Evaluation } from '../core/program.ts';
import { createCallRecords, type CallRecords } from './call-record.ts';
import { conversationOf, type BlobLookup, type ConversationView } from './conversation.ts';
import { diffLines, type DiffLine } from './line-diff.ts';
import type { RunFold } from './run-fold.ts';
import type { LineageStep } from './run-view.ts';
import type { ObjectiveFacts, SplitScore } from './split-score.ts';
import { evaluationIn, jsonIn, sourceIn, transcriptIn } from './stored-texts.ts';

type Outcome = ProgramAdded | ProposalDropped | AdviceTaken;

/** The log's facts about one ordinal. */
export interface Trail {
  add(event: RunEvent): void;
  readonly found: () => TrailFacts;
}

export interface TrailFacts {
  readonly ordinal: number;
  /** Undefined when its proposal has not come to an end. */
  readonly outcome: Outcome | undefined;
  readonly children: readonly Child[];
  /** Proposals to change it that brought no program. */
  readonly droppedChildren: number;
  readonly calls: ReturnType<CallRecords['of']>;
  /** The highest ordinal of the log; -1 when it holds none. */
  readonly lastOrdinal: number;
}

/** A program that was made from another one. */
export interface Child {
  readonly id: string;
  readonly proposer: string;
  readonly note: string;
  readonly fitness: number | null;
  readonly reason: string | null;
}

/** Collects the log's facts about an ordinal. Its memory grows with the calls and children of that one. */
export function createTrail(ordinal: number): Trail {
  const id = `p${ordinal}`;
  const calls = createCallRecords((wanted) => wanted === ordinal);
  const children: Child[] = [];
  let outcome: Outcome | undefined;
  let droppedChildren = 0;
  let lastOrdinal = -1;
  return {
    add(event) {
      if ('ordinal' in event) lastOrdinal = Math.max(lastOrdinal, event.ordinal);
      calls.add(event);
      if (!('askedAfter' in event)) return;
      if (event.ordinal === ordinal) outcome = event;
      if (event.type === 'program-added' && event.parents.includes(id)) {
        const { proposer, note, fitness, reason } = event;
        children.push({ id: event.id, proposer, note, fitness, reason: reason ?? null });
      }
      droppedChildren += Number(event.type === 'proposal-dropped' && event.selection.parent === id);
    },
    found: () => {
      const facts = { ordinal, outcome, children, droppedChildren, lastOrdinal };
      return { ...facts, calls: calls.of(ordinal) };
    },
  };
}

/** Where a program, a dropped proposal or advice came from. Plain data: it survives JSON. */
export interface Explanation {
  readonly ordinal: number;
  /** Its end as the log records it; null while there is none. */
  readonly outcome: Outcome | null;
  readonly objective: ObjectiveFacts | null;
  /** Of a program. */
  readonly splits: Readonly<Record<'validation' | 'test', SplitScore | null>>;
  readonly evaluation: Evaluation | null;
  /** Of a model's proposal. */
  readonly transcript: Transcript | null;
  /** The detail that another proposer left. */
  readonly detail: Json;
  readonly conversation: ConversationView;
  /** Files of a program against its first parent; of a seed, against nothing. */
  readonly changes: readonly Change[];
  /** From the program back along first parents; the program itself is the first. */
  readonly lineage: readonly LineageStep[];
  /** Cost of the replies that led to the program and to its lineage. */
  readonly lineageSpending: Spending;
  readonly children: readonly Child[];
  readonly droppedChildren: number;
}

export interface Change {
  readonly file: string;
  readonly lines: readonly DiffLine[];
}

interface Origin {
  readonly fold: RunFold;
  readonly blob: BlobLookup;
}

/** Builds an explanation from the log and its texts; undefined for an unknown ordinal. */
export function explain(facts: TrailFacts, origin: Origin): Explanation | undefined {
  const { ordinal, outcome, calls, children, droppedChildren } = facts;
  if (outcome === undefined && calls.length === 0) return undefined;
  const { fold, blob } = origin;
  const left = outcome?.detailHash === undefined ? undefined : blob(outcome.detailHash);
  return {
    ordinal,
    outcome: outcome ?? null,
    objective: fold.view().objective,
    ...(outcome?.type === 'program-added' ? programParts(outcome, origin) : NO_PROGRAM),
    ...detailOf(left),
    conversation: conversationOf(calls, { transcript: transcriptIn(left), blob }),
    children,
    droppedChildren,
  };
}

function detailOf(text: string | undefined): Pick<Explanation, 'transcript' | 'detail'> {
  const transcript = transcriptIn(text);
  return transcript === undefined
    ? { transcript: null, detail: jsonIn(text) ?? null }
    : { transcript, detail: null };
}

type ProgramParts = Pick<
  Explanation,
  'splits' | 'evaluation' | 'changes' | 'lineage' | 'lineageSpending'
>;

const NO_PROGRAM: ProgramParts = {
  splits: { validation: null, test: null },
  evaluation: null,
  changes: [],
  lineage: [],
  lineageSpending: { calls: 0, tokens: 0, usd: 0 },
};

function programParts(program: ProgramAdded, { fold, blob }: Origin): ProgramParts {
  const { id, evaluationHash } = program;
  const lineage = fold.lineage(id);
  return {
    splits: { validation: fold.validation(id) ?? null, test: fold.test(id) ?? null },
    evaluation: evaluationIn(blob(evaluationHash)) ?? null,
    changes: changesOf(program, { fold, blob }),
    lineage,
    lineageSpending: sumOf(lineage),
  };
}

function changesOf(
  { sourceHash, parents }: ProgramAdded,
  { fold, blob }: Origin,
): readonly Change[] {
  const [parent] = parents;
  const after = sourceIn(blob(sourceHash))?.files;
  const before = parent === undefined ? {} : sourceIn(blob(fold.sourceHash(parent) ?? ''))?.files;
  if (before === undefined || after === undefined) return [];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return names
    .filter((file) => before[file] !== after[file])
    .map((file) => ({ file, lines: linesOf(before[file], after[file]) }));
}

/** An empty text has one empty line, which a missing file has not. */
function linesOf(before: string | undefined, after: string | undefined): readonly DiffLine[] {
  const all = (text: string, kind: 'added' | 'removed'): readonly DiffLine[] =>
    text.split('\n').map((line) => ({ kind, text: line }));
  if (before === undefined) return all(after ?? '', 'added');
  return after === undefined ? all(before, 'removed') : diffLines(before, after);
}

function sumOf(lineage: readonly LineageStep[]): Spending {
  const paid = lineage.flatMap(({ spending }) => spending ?? []);
  return {
    calls: paid.reduce((sum, { calls }) => sum + calls, 0),
    tokens: paid.reduce((sum, { tokens }) => sum + tokens, 0),
    usd: paid.reduce((sum, { usd }) => sum + usd, 0),
  };
}
