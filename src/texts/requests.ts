import type { Proposal } from '../core/proposer.ts';
import type { Source } from '../core/program.ts';
import type { StreamKey } from '../core/rng.ts';
import type { MutationBrief } from '../genetic/genetic.ts';
import type { ReadReply, ReplyContext } from '../reply/read-reply.ts';
import type { CompileComplaint } from '../syntax/compile.ts';

/** Work on texts that a model or a mutation wrote. */
export interface TextWork {
  /** What a program is, as far as its text shows. */
  judge: { readonly asks: { readonly source: Source }; readonly gives: Judged };
  /** Its digest alone; undefined when a file does not parse. */
  hash: { readonly asks: { readonly source: Source }; readonly gives: string | undefined };
  sketch: { readonly asks: { readonly source: Source }; readonly gives: Uint32Array };
  /** A model's reply as a program. */
  read: {
    readonly asks: { readonly reply: string; readonly context: ReplyContext };
    readonly gives: ReadReply;
  };
  /** A mutant or a crossing. */
  mutate: {
    readonly asks: {
      readonly declaration: string;
      readonly brief: MutationBrief;
      readonly key: StreamKey;
    };
    readonly gives: Mutated;
  };
  /** A shorter program, one step away from `code`, that is none of `tried`. */
  simplify: {
    readonly asks: {
      readonly declaration: string;
      readonly code: string;
      readonly tried: readonly string[];
      readonly key: StreamKey;
    };
    readonly gives: string | undefined;
  };
}

export type TextWorkName = keyof TextWork;
export type Asks<K extends TextWorkName> = TextWork[K]['asks'];
export type Gives<K extends TextWorkName> = TextWork[K]['gives'];

export interface Judged {
  /** Undefined when a file does not parse. */
  readonly normalHash: string | undefined;
  /** The first complaint of the compiler. */
  readonly complaint: CompileComplaint | undefined;
}

export type Mutated =
  | { readonly proposal: Proposal; readonly normalHash: string | undefined }
  | { readonly proposal?: undefined; readonly message: string; readonly hint: string | undefined };

/** One piece of work, as the process gets it. */
export type TextRequest = {
  [K in TextWorkName]: {
    readonly name: K;
    readonly asks: Asks<K>;
    /** Milliseconds of the processor that it may take. */
    readonly cpuMs: number;
  };
}[TextWorkName];

/** What the process says: that it can work, and then one answer a request, in their order. */
export type FromTextProcess =
  | { readonly type: 'ready' }
  | { readonly type: 'answer'; readonly gives: unknown }
  | { readonly type: 'failed'; readonly message: string };
