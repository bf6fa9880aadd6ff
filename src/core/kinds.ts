import type * as z from 'zod';
import type { Json } from './json.ts';
import type { LanguageModel, Price } from './model.ts';
import type { FeatureScale } from './problem.ts';
import type { Proposer } from './proposer.ts';
import type { LimitOverrides } from './sandbox.ts';
import type { Archive, Search } from './search.ts';

/** Members that every kind of plug-in has. */
export interface Kind<S extends z.ZodObject = z.ZodObject> {
  /** Kebab-case; a run file names a kind of adrs by it, and any other by its path or package. */
  readonly name: string;
  /** One line for the list of kinds, without a full stop. */
  readonly summary: string;
  /**
   * The options in a run file, with defaults; `.describe()` documents each of them. Unknown keys are refused
   * whether it is strict or not. A configuration is kept in the log as JSON and read again, so what the schema
   * answers must be JSON that it answers with itself.
   */
  readonly options: S;
}

/** A kind of search: `search: { type: NAME, ...options }`. */
export interface SearchKind<S extends z.ZodObject = z.ZodObject> extends Kind<S> {
  /** The archive of a run file that names none; without it, `search.archive` is no key. */
  readonly archive?: string | undefined;
  /** Number of islands that its selections name, from 0; 1 when left out. */
  islands?(options: z.output<S>): number;
  /** A new search that was told nothing. */
  create(options: z.output<S>, parts: SearchParts): Search;
}

/** The parts of a search. */
export interface SearchParts {
  /** Names the random streams of the run. */
  readonly seed: string;
  /**
   * A new, empty archive: the one of the run file, or another kind with its options. Throws ConfigError for a
   * kind that is not known and options that it refuses.
   */
  readonly createArchive: (entry?: ArchiveEntry) => Archive;
}

/** An archive in a run file: its kind, alone or with options. */
export type ArchiveEntry = string | { readonly type: string; readonly [option: string]: unknown };

/** A kind of archive: `search.archive: NAME`, or `{ type: NAME, ...options }`. */
export interface ArchiveKind<S extends z.ZodObject = z.ZodObject> extends Kind<S> {
  /** A new, empty archive. */
  create(options: z.output<S>, parts: ArchiveParts): Archive;
}

/** The parts of an archive. */
export interface ArchiveParts {
  /** One for each feature of the problem, in its order. */
  readonly scales: readonly FeatureScale[];
}

/** A kind of proposer: `proposers: [{ name: NAME, weight, options }]`. */
export type ProposerKind<S extends z.ZodObject = z.ZodObject> =
  | ComputingProposerKind<S>
  | AskingProposerKind<S>;

/** A kind of proposer that computes its programs. */
export interface ComputingProposerKind<S extends z.ZodObject = z.ZodObject> extends Kind<S> {
  readonly asks?: undefined;
  /** A proposer that bears the name of its kind. */
  create(options: z.output<S>, parts: ProposerParts): Proposer;
}

/** A kind of proposer that asks a model; it is made once for each of its models, named `NAME@MODEL`. */
export interface AskingProposerKind<S extends z.ZodObject = z.ZodObject> extends Kind<S> {
  readonly asks: 'model';
  /** It writes programs from nothing too, so that it may write the first ones of a run without seeds. */
  readonly drafts?: true | undefined;
  /** The calls of one proposal, for estimates; one short conversation when left out. */
  conversations?(options: z.output<S>): Conversations;
  /** A proposer that bears the name of its kind, `@` and that of its model. */
  create(options: z.output<S>, parts: AskingProposerParts): Proposer;
}

/** The parts of a proposer. */
export interface ProposerParts {
  /** Text of the problem's `policy.d.ts`. */
  readonly declaration: string;
}

/** The parts of a proposer that asks a model. */
export interface AskingProposerParts extends ProposerParts {
  readonly model: LanguageModel;
  /** Train cases of the problem. */
  readonly trainCases: number;
  /** Limits of an evaluation. */
  readonly limits: LimitOverrides;
  /** Tokens of a text, estimated with a public tokenizer. */
  readonly countTokens: (text: string) => number;
}

/** The conversations of one proposal. */
export interface Conversations {
  /** Held side by side. */
  readonly count: number;
  /** Replies in each, at most. */
  readonly turns: number;
  /** Tokens of the first prompt, at most. */
  readonly promptTokens: number;
  /** The kind of prompt that they begin with, such as `improve`. */
  readonly prompt: string;
}

/** A kind of model provider: `models: { ME: { provider: NAME, ...options } }`. */
export type ProviderKind<S extends z.ZodObject = z.ZodObject> =
  | LocalProviderKind<S>
  | HostedProviderKind<S>;

interface AnyProviderKind<S extends z.ZodObject> extends Kind<S> {
  /** Label of the model for people; the provider's name when left out. */
  label?(options: z.output<S>): string;
}

/** A kind of provider that costs nothing and needs no key: a program, a person. */
export interface LocalProviderKind<S extends z.ZodObject = z.ZodObject> extends AnyProviderKind<S> {
  readonly hosted?: undefined;
  /** It ends its calls after `timeoutMs` itself. */
  readonly keepsTime?: true | undefined;
  /** People answer, so that it is not asked only to see whether it answers. */
  readonly asksPeople?: true | undefined;
  /** A model that bears the name it is given. Sends nothing yet. */
  create(options: z.output<S>, parts: ProviderParts): LanguageModel | Promise<LanguageModel>;
}

/**
 * A kind of provider that is reached over the network and paid by the token. A run file may say `model`,
 * `baseUrl`, `keyEnv`, `price`, `maxTokens`, `requestsPerMinute` and `tokensPerMinute` for it.
 */
export interface HostedProviderKind<
  S extends z.ZodObject = z.ZodObject,
> extends AnyProviderKind<S> {
  readonly hosted: {
    /** Environment variable that holds the key where the run file names none: `NAME_API_KEY`. */
    readonly keyEnv: string;
    /** Price of writing to the cache where none is given, as a multiple of that of input. */
    readonly cacheWrite: number;
    /** The model that `model: auto` means when the key is there. */
    readonly defaultModel?: string | undefined;
  };
  /** A model that bears the name it is given. Sends nothing yet. */
  create(options: z.output<S>, parts: HostedProviderParts): LanguageModel | Promise<LanguageModel>;
}

/** The parts of a model. */
export interface ProviderParts {
  /** Its name in the run file. */
  readonly name: string;
  /** Time limit of one call, in milliseconds. */
  readonly timeoutMs: number;
  /** The user's environment. */
  readonly env: Readonly<Record<string, string>>;
  /** The run's folder, absolute. */
  readonly folder: string;
}

/** The parts of a hosted model. */
export interface HostedProviderParts extends ProviderParts {
  /** As the provider knows it. */
  readonly model: string;
  /** The provider's own endpoint when left out. */
  readonly baseUrl?: string | undefined;
  /** Left out for a server that asks for none, and where nothing is asked. */
  readonly apiKey?: string | undefined;
  /** Tokens of a reply, reasoning included. */
  readonly maxOutputTokens: number;
  readonly price: Price;
}

/** Every kind that a run file can name, each by the name that it has there. */
export interface Kinds {
  /** The first one is the default. */
  readonly searches: ReadonlyMap<string, SearchKind>;
  readonly archives: ReadonlyMap<string, ArchiveKind>;
  readonly proposers: ReadonlyMap<string, ProposerKind>;
  readonly providers: ReadonlyMap<string, ProviderKind>;
  /** The proposers of a run file that names none. */
  readonly defaultProposers: {
    readonly withModel: readonly Json[];
    readonly withoutModel: readonly Json[];
  };
}
