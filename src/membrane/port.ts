import type { Json } from '../core/json.ts';

/**
 * The port of a problem: which functions a policy exports and what may cross to it and back.
 *
 * From this declaration the framework makes the typed handle that a simulation calls. No object of
 * the simulation reaches the policy: arguments are primitives, typed arrays that live in the policy's
 * realm, or plain data rebuilt there; results are checked and copied before the simulation sees them.
 */
export interface Port {
  readonly [name: string]: CallType<readonly ArgumentType<unknown>[], unknown> | FactoryType;
}

declare const phantom: unique symbol;

/** An argument of a policy function; `T` is the type that the simulation passes. */
export interface ArgumentType<T> {
  readonly kind: 'number' | 'boolean' | 'text' | 'record' | 'view' | 'data';
  readonly fields?: Readonly<Record<string, ArgumentType<unknown>>> | undefined;
  readonly [phantom]?: T;
}

/** The answer of a policy function; `T` is the type that the simulation gets after the check. */
export interface ResultType<T> {
  readonly kind: 'nothing' | 'number' | 'boolean' | 'choice' | 'numbers' | 'permutation' | 'data';
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  readonly whole?: boolean | undefined;
  readonly options?: readonly string[] | undefined;
  /** Most elements, or most bytes of JSON. */
  readonly maxLength?: number | undefined;
  readonly [phantom]?: T;
}

/** A function: its arguments in order, and its result. */
export interface CallType<A extends readonly ArgumentType<unknown>[], R> {
  readonly kind: 'call';
  readonly args: A;
  readonly result: ResultType<R>;
}

/** A function that makes an object with methods: per-instance state of a policy. */
export interface FactoryType<
  A extends readonly ArgumentType<unknown>[] = readonly ArgumentType<unknown>[],
  M extends Methods = Methods,
> {
  readonly kind: 'factory';
  readonly args: A;
  readonly methods: M;
}

/** The methods of an object that a policy makes, by name. */
export type Methods = Readonly<Record<string, CallType<readonly ArgumentType<unknown>[], unknown>>>;

/** The kinds of typed arrays that a policy can be handed. */
export type ViewArray = Float64Array | Int32Array;

/** The numbers of a policy-realm typed array. Write before a call; after it, trust nothing read. */
export interface View<A extends ViewArray = ViewArray> {
  readonly length: number;
  [index: number]: number;
  readonly [phantom]?: A[typeof Symbol.toStringTag];
}

type Values<A extends readonly ArgumentType<unknown>[]> = {
  readonly [K in keyof A]: A[K] extends ArgumentType<infer T> ? T : never;
};

/** A function of a policy as the simulation calls it. */
export type FunctionOf<C> =
  C extends CallType<infer A, infer R>
    ? (...args: Values<A>) => R
    : C extends FactoryType<infer A, infer M>
      ? (...args: Values<A>) => { readonly [K in keyof M]: FunctionOf<M[K]> }
      : never;

/** The handle a simulation gets: the policy's functions, and what the framework adds. */
export type Policy<P extends Port> = {
  readonly [K in keyof P]: FunctionOf<P[K]>;
} & PolicyControls<P>;

/** Members that every handle has in addition to the declared functions; a port cannot use their names. */
export interface PolicyControls<P extends Port> {
  /**
   * Another instance of the same policy. It shares no state with this one: its modules run again.
   * For simulations in which several agents, such as load balancers, must not talk to each other.
   */
  readonly spawn: () => Policy<P>;
  /** A Float64Array in the policy's realm, zeroed. Only calls of this instance may pass it. */
  readonly float64: (length: number) => View<Float64Array>;
  /** An Int32Array in the policy's realm, zeroed. Only calls of this instance may pass it. */
  readonly int32: (length: number) => View<Int32Array>;
  /**
   * Processor seconds spent inside this handle's `timed` calls so far. Not reproducible: use it only
   * in a problem that scores the policy's own time.
   */
  readonly cpuSeconds: () => number;
  /** Makes `work`'s policy calls count towards `cpuSeconds`. */
  readonly timed: <T>(work: () => T) => T;
  /**
   * Steps that all instances of the policy took in this case so far: what of its code ran, and what builtins went
   * through. Reproducible. 0 unless the evaluator is made with `readsSteps: true`.
   */
  readonly steps: () => number;
}

/** The simulation's result for one case. */
export interface Outcome {
  /** In the objective's unit; finite. */
  readonly value: number;
  readonly metrics?: Readonly<Record<string, number>>;
  /** A description for a person or a model; at most 300 characters are kept. */
  readonly note?: string;
}

/** A finite number; NaN and infinities may be passed too. */
export const number = (): ArgumentType<number> => ({ kind: 'number' });
/** A truth value that the policy is told. */
export const boolean = (): ArgumentType<boolean> => ({ kind: 'boolean' });
/** A string. */
export const text = <T extends string = string>(): ArgumentType<T> => ({ kind: 'text' });
/**
 * A typed array made by the handle's `float64`, or with `view<Int32Array>()` by its `int32`; the policy gets the
 * array itself.
 */
export const view = <A extends ViewArray = Float64Array>(): ArgumentType<View<A>> => ({
  kind: 'view',
});
/** Any plain JSON value, rebuilt in the policy's realm at each call. For rare, structured arguments. */
export const data = <T = Json>(): ArgumentType<T> => ({ kind: 'data' });
/** An object with fixed, primitive fields, rebuilt in the policy's realm: fast enough for each decision. */
export function record<F extends Readonly<Record<string, ArgumentType<unknown>>>>(
  fields: F,
): ArgumentType<{ readonly [K in keyof F]: F[K] extends ArgumentType<infer T> ? T : never }> {
  return { kind: 'record', fields };
}

/** The function answers through a view, or not at all; what it returns is ignored. */
export const returnsNothing = (): ResultType<void> => ({ kind: 'nothing' });
/** A finite number in [min, max]; -0 becomes 0. */
export const returnsNumber = (
  limits: { readonly min?: number; readonly max?: number } = {},
): ResultType<number> => ({ kind: 'number', ...limits });
/** A whole number in [min, max]. */
export const returnsInteger = (limits: {
  readonly min: number;
  readonly max: number;
}): ResultType<number> => ({ kind: 'number', whole: true, ...limits });
/** A truth value that the policy answers. */
export const returnsBoolean = (): ResultType<boolean> => ({ kind: 'boolean' });
/** One of some strings. */
export const returnsOneOf = <const T extends string>(...options: T[]): ResultType<T> => ({
  kind: 'choice',
  options,
});
/** An array or typed array of at most `maxLength` finite numbers, copied. */
export const returnsNumbers = (limits: {
  readonly maxLength: number;
  readonly min?: number;
  readonly max?: number;
  readonly whole?: boolean;
}): ResultType<number[]> => ({ kind: 'numbers', ...limits });
/** Every whole number below the length of the answer, once; at most `maxLength` of them. */
export const returnsPermutation = (limits: {
  readonly maxLength: number;
}): ResultType<number[]> => ({ kind: 'permutation', ...limits });
/** Plain JSON of at most `maxBytes`, rebuilt; the simulation must check its shape. */
export const returnsData = (limits: { readonly maxBytes: number }): ResultType<Json> => ({
  kind: 'data',
  maxLength: limits.maxBytes,
});

/** A policy function. */
export function call<const A extends readonly ArgumentType<unknown>[], R>(
  args: A,
  result: ResultType<R>,
): CallType<A, R> {
  return { kind: 'call', args, result };
}

/** A policy function that makes an object with methods. */
export function factory<const A extends readonly ArgumentType<unknown>[], const M extends Methods>(
  args: A,
  methods: M,
): FactoryType<A, M> {
  return { kind: 'factory', args, methods };
}
