import { ProposalError } from '../core/errors.ts';
import { hashOf } from '../core/hash.ts';
import type { Proposal } from '../core/proposer.ts';
import type { Source } from '../core/program.ts';
import type { Rng } from '../core/rng.ts';
import type { MutationBrief } from '../genetic/genetic.ts';
import type { ReadReply, ReplyContext } from '../reply/read-reply.ts';
import type { CompileComplaint } from '../syntax/compile.ts';
import { TAKES_TOO_LONG } from '../syntax/parse.ts';
import { unusable } from '../reply/unusable.ts';
import { createTextProcess, type TextProcess } from './text-process.ts';
import type { Asks, Gives, Judged, Mutated, TextWorkName } from './requests.ts';

/**
 * Reads what models and mutations wrote in a process of its own. The work on a text is limited by its length, so
 * that this process is in no danger either; it is there for the text that nobody thought of.
 */
export interface Texts extends AsyncDisposable {
  /** The first complaint of the compiler; that a text is unreadable is one. */
  readonly complaintAbout: (source: Source) => Promise<CompileComplaint | undefined>;
  /** As `normalHash` of the policy language. */
  readonly normalHash: (source: Source) => Promise<string | undefined>;
  /** As `sketchOf`; undefined for a text that no process survives. */
  readonly sketch: (source: Source) => Promise<Uint32Array | undefined>;
  /** As `readReply`. */
  readonly read: (reply: string, context: ReplyContext) => Promise<ReadReply>;
  /** As `createMutator`. Throws ProposalError. */
  readonly mutate: (declaration: string, brief: MutationBrief, rng: Rng) => Promise<Proposal>;
  /** As `simplerForm`. */
  readonly simplerForm: (
    asks: Omit<Asks<'simplify'>, 'key'>,
    rng: Rng,
  ) => Promise<string | undefined>;
}

/** Programs whose digests and complaints are remembered. */
const MAX_REMEMBERED = 1_000;

/** Processor time that a piece of work may take: a second line, which no text is known to reach. */
const CPU_MS: Readonly<Record<TextWorkName, { readonly base: number; readonly eachKb: number }>> = {
  judge: { base: 2_000, eachKb: 30 },
  hash: { base: 2_000, eachKb: 30 },
  sketch: { base: 2_000, eachKb: 30 },
  read: { base: 2_000, eachKb: 30 },
  // Dozens of attempts, each of which is parsed.
  mutate: { base: 20_000, eachKb: 300 },
  simplify: { base: 20_000, eachKb: 300 },
};

/** Makes what reads texts; its process starts when it is first needed. When `signal` aborts, work is given up. */
export function createTexts(signal?: AbortSignal): Texts {
  const texts = createTextProcess(signal);
  const ask = askWithin(texts);
  const { remember, ...judge } = createJudge(ask);
  return {
    ...judge,
    sketch: (source) => ask('sketch', { source }, undefined),
    read: (reply, context) => ask('read', { reply, context }, UNREADABLE_REPLY),
    async mutate(declaration, brief, { key }) {
      const made = await ask('mutate', { declaration, brief, key }, NO_CHILD);
      if (made.proposal === undefined) throw new ProposalError(made.message, { hint: made.hint });
      remember(made.proposal.source, made.normalHash);
      return made.proposal;
    },
    simplerForm: (asks, { key }) => ask('simplify', { ...asks, key }, undefined),
    [Symbol.asyncDispose]: () => texts[Symbol.asyncDispose](),
  };
}

const UNREADABLE_REPLY = unusable(
  'unreadable',
  'The program in your reply takes too long to parse.',
);
const NO_CHILD: Mutated = { message: 'the parent takes too long to parse', hint: undefined };

/** The result of some work, or `otherwise` for a text that no process survives. */
type Ask = <K extends TextWorkName, O>(
  name: K,
  asks: Asks<K>,
  otherwise: O,
) => Promise<Gives<K> | O>;

function askWithin(texts: TextProcess): Ask {
  return async (name, asks, otherwise) => {
    const { base, eachKb } = CPU_MS[name];
    const limit = base + (eachKb * JSON.stringify(asks).length) / 1_024;
    const result = await texts.ask(name, asks, limit);
    return result.status === 'done' ? result.gives : otherwise;
  };
}

interface Judge extends Pick<Texts, 'complaintAbout' | 'normalHash'> {
  /** Spares the question for a digest that is known. */
  readonly remember: (source: Source, normalHash: string | undefined) => void;
}

function createJudge(ask: Ask): Judge {
  const hashes = createMemory<Promise<string | undefined>>();
  const judged = createMemory<Promise<Judged>>();
  return {
    async complaintAbout(source) {
      const complaint = { ...TAKES_TOO_LONG, file: source.entry };
      const killed = { normalHash: undefined, complaint };
      const key = hashOf(source);
      const result = await judged(key, () => ask('judge', { source }, killed));
      void hashes(key, () => Promise.resolve(result.normalHash));
      return result.complaint;
    },
    normalHash: (source) => hashes(hashOf(source), () => ask('hash', { source }, undefined)),
    remember: (source, hash) => void hashes(hashOf(source), () => Promise.resolve(hash)),
  };
}

/** Remembers the newest values by their keys. */
function createMemory<V>(): (key: string, make: () => V) => V {
  const known = new Map<string, V>();
  return (key, make) => {
    const found = known.get(key);
    if (found !== undefined) return found;
    const made = make();
    known.set(key, made);
    const [oldest] = known.keys();
    if (oldest !== undefined && known.size > MAX_REMEMBERED) known.delete(oldest);
    return made;
  };
}
