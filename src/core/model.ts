import type { Json } from './json.ts';

/** One message of a conversation. A system message comes first, if there is one. */
export interface ModelMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly text: string;
}

/** A conversation that ends with a user's message, and its title. */
export interface Question {
  readonly messages: readonly ModelMessage[];
  /** For people: `improve p12`. At most a line. */
  readonly title: string;
}

/** A question with its name in the log. */
export interface ModelRequest extends Question {
  /**
   * 64 hexadecimal digits: digest of the model's identity, the messages and the number of the sample.
   * The same key asks for the same reply, in this run and in any other.
   */
  readonly key: string;
}

/** Tokens of a reply. Every member is a whole number. */
export interface TokenUsage {
  /** The whole prompt, cached tokens included. */
  readonly input: number;
  /** Of `input`: read from the provider's cache. */
  readonly cachedInput: number;
  /** Of `input`: written to the provider's cache, where that has a price of its own. */
  readonly cacheWrite: number;
  /** Everything generated, reasoning included. */
  readonly output: number;
  /** Of `output`: reasoning that the reply does not show; 0 where the provider does not say. */
  readonly reasoning: number;
}

/**
 * The reason why a reply ended. `length`: cut by the limit of tokens. `refusal`: the model declined.
 * `content-filter`: the provider withheld it.
 */
export type Finish = 'stop' | 'length' | 'refusal' | 'content-filter';

/** A reply. Plain data: it survives JSON unchanged. */
export interface Completion {
  readonly text: string;
  readonly finish: Finish;
  readonly usage: TokenUsage;
  /** The model that answered, as the provider names it, with its fingerprint where there is one. */
  readonly answeredBy: string;
  /** Changes of the request that the server asked for before it answered, in words: `no temperature`. */
  readonly adapted?: readonly string[] | undefined;
}

/** US dollars for a million tokens. */
export interface Price {
  readonly input: number;
  readonly cachedInput: number;
  readonly cacheWrite: number;
  readonly output: number;
}

/** Something that answers: a provider's model, a program, a person. */
export interface LanguageModel {
  /** The name it has in the run file; unique within a run. */
  readonly name: string;
  /** Provider, model, parameters: everything that decides a reply apart from the messages. Holds no secret. */
  readonly identity: Json;
  /** Tokens that one reply may take at most, reasoning included. */
  readonly maxOutputTokens: number;
  /** All zero for a model that costs nothing. */
  readonly price: Price;
  /** False for a person or a program, whose replies nobody counts in tokens. */
  readonly countsTokens?: boolean | undefined;
  /** Throws ModelError; when `signal` aborts, its reason. */
  complete(request: ModelRequest, signal: AbortSignal): Promise<Completion>;
}

/** Spending on models, actual or possible. */
export interface Spending {
  readonly calls: number;
  /** Input and output. */
  readonly tokens: number;
  readonly usd: number;
}

/** A reply that was asked for within a proposal. */
export interface Answer extends Completion {
  /** Key of the request; leads to prompt and reply in the log. */
  readonly key: string;
}

/** The conversation behind a proposal: kept in the log, so that every program can be explained. */
export interface Transcript {
  /** `improve`, `rewrite`, ... */
  readonly kind: string;
  /** Name of the model. */
  readonly model: string;
  readonly turns: readonly TranscriptTurn[];
  /** Parts of the brief that had to be cut for the prompt to fit, the least important first. */
  readonly cut: readonly string[];
  /** Notes of advisors that the prompt carried. */
  readonly notes: readonly string[];
}

/** A question, its answer and what became of the answer. */
export interface TranscriptTurn {
  readonly key: string;
  readonly finish: Finish;
  /** `accepted`, or the complaint about the answer that the model received. */
  readonly outcome: string;
}

/** A lesson or a direction, short enough for a prompt. */
export interface Note {
  readonly text: string;
  /** Ids of the programs it rests on. */
  readonly evidence: readonly string[];
}
