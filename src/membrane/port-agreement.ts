import type { Json } from '../core/json.ts';
import type { Policy, Port, View, ViewArray } from './port.ts';

/**
 * The port `P` if it agrees with the functions `D` that a `policy.d.ts` declares; else no port, but an
 * object with messages in the place of the functions that differ. The compiler reports them there. A
 * path such as `createPolicy().step arguments[0].zone` names the value that differs; parameters are
 * counted from 0.
 *
 * Names, parameters, fields, methods and results must be the same on both sides; `readonly` is not
 * compared. A port always passes every parameter and field and needs every method, so that optional ones
 * do not agree. A typed array on the one side is a view of that array on the other.
 */
export type Agreed<D, P extends Port> = [MembersDifference<D, Functions<P>>] extends [never]
  ? P
  : {
      readonly [K in keyof D | keyof P]: OrElse<
        Prefixed<MemberDifference<D, Functions<P>, K>>,
        P[K & keyof P]
      >;
    };

type Functions<P extends Port> = Pick<Policy<P>, keyof P>;

type MembersDifference<D, P, Path extends string = ''> = {
  [K in keyof D | keyof P]: MemberDifference<D, P, K, Path>;
}[keyof D | keyof P];

type MemberDifference<D, P, K, Path extends string = ''> = K extends keyof D & string
  ? K extends keyof P
    ? Difference<D[K], P[K], `${Path}${K}`>
    : `${Path}${K} is not in the port`
  : `${Path}${K & string} is not declared`;

/** Messages for the innermost values that differ; never where there is none. */
type Difference<D, P, Path extends string> = [P] extends [Callable]
  ? FunctionDifference<D, P, Path>
  : Identical<Plain<D>, Plain<P>> extends true
    ? never
    : OrElse<InnerDifference<D, P, Path>, `${Path} has another type in the port`>;

type InnerDifference<D, P, Path extends string> = true extends IsOpaque<D> | IsOpaque<P>
  ? never
  : [D, P] extends [readonly (infer DE)[], readonly (infer PE)[]]
    ? Difference<DE, PE, `${Path}[]`>
    : [D, P] extends [object, object]
      ? MembersDifference<D, P, `${Path}.`>
      : never;

type FunctionDifference<D, P extends Callable, Path extends string> = [D] extends [Callable]
  ?
      | ArgumentsDifference<Parameters<D>, Parameters<P>, Path>
      | ResultDifference<ReturnType<D>, ReturnType<P>, Path>
  : `${Path} is not declared as a function`;

type ArgumentsDifference<
  D extends readonly unknown[],
  P extends readonly unknown[],
  Path extends string,
> =
  Identical<D['length'], P['length']> extends true
    ? {
        [I in keyof P & `${number}`]: Difference<D[I & keyof D], P[I], `${Path} arguments[${I}]`>;
      }[keyof P & `${number}`]
    : `${Path} does not declare exactly the ${P['length']} parameters of the port`;

type ResultDifference<D, P, Path extends string> =
  Identical<P, Json> extends true
    ? Unless<IsJson<D>, `${Path} result is not declared as JSON`>
    : Identical<P, number[]> extends true
      ? Unless<IsNumbers<D>, `${Path} result is not declared as an array of numbers`>
      : [P] extends [object]
        ? MethodsDifference<D, P, Path>
        : Difference<D, P, `${Path} result`>;

type MethodsDifference<D, P, Path extends string> = [D] extends [object]
  ? MembersDifference<D, P, `${Path}().`>
  : `${Path} result is not declared as an object with methods`;

type Callable = (...args: never) => unknown;

/** Whether the members of an object are not its data. */
type IsOpaque<T> = [T] extends [ViewArray]
  ? true
  : Identical<T, View<Float64Array>> | Identical<T, View<Int32Array>>;
type IsNumbers<T> = [T] extends [ArrayLike<number>] ? true : false;
type IsJson<T> = unknown extends T ? true : [T] extends [JsonOf<T>] ? true : false;

/** `T` where it survives JSON; something that `T` does not extend where it does not. */
type JsonOf<T> = T extends string | number | boolean | null
  ? T
  : T extends Callable
    ? never
    : T extends object
      ? { [K in keyof T]: JsonOf<T[K]> }
      : never;

/** A type with all of it `readonly` and typed arrays as views. */
type Plain<T> = T extends Float64Array
  ? Plain<View<Float64Array>>
  : T extends Int32Array
    ? Plain<View<Int32Array>>
    : T extends object
      ? { readonly [K in keyof T]: Plain<T[K]> }
      : T;

/**
 * Stricter than assignability both ways: `any` and optional members count. The compiler relates functions
 * of an unknown `T` only where `A` and `B` are identical; under a name of its own it would compare less.
 */
type Identical<A, B> =
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- what makes the comparison strict
  (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

type OrElse<T, Otherwise> = [T] extends [never] ? Otherwise : T;
type Unless<Condition, Message> = Condition extends true ? never : Message;
type Prefixed<M> = M extends string ? `port and declaration differ: ${M}` : never;
