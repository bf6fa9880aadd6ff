import { asOperand } from '../syntax/operands.ts';
import type { Rng } from '../core/rng.ts';
import { stringLiteral } from './fragments.ts';
import type { Shape } from './shape.ts';

/** Source texts of the values that an expression may read, by kind. */
export interface Terminals {
  readonly number: readonly string[];
  readonly boolean: readonly string[];
  readonly string: readonly StringTerminal[];
}

/** A readable string, with the values that it can have (none known when empty). */
export interface StringTerminal {
  readonly text: string;
  readonly options: readonly string[];
}

/** The terminals that some values offer: themselves, their fields and lengths, two levels deep. */
export function terminalsOf(values: readonly (readonly [text: string, shape: Shape])[]): Terminals {
  const found: { number: string[]; boolean: string[]; string: StringTerminal[] } = {
    number: [],
    boolean: [],
    string: [],
  };
  const add = (text: string, shape: Shape, depth: number): void => {
    if (shape.kind === 'number' || shape.kind === 'boolean') found[shape.kind].push(text);
    else if (shape.kind === 'string') found.string.push({ text, options: shape.options });
    else if (shape.kind === 'array') found.number.push(`${text}.length`);
    else if (shape.kind === 'object' && depth > 0) {
      for (const [name, field] of shape.fields) add(`${text}.${name}`, field, depth - 1);
    }
  };
  for (const [text, shape] of values) add(text, shape, 2);
  return found;
}

/** Terminals of both. */
export function joinTerminals(a: Terminals, b: Terminals): Terminals {
  return {
    number: [...a.number, ...b.number],
    boolean: [...a.boolean, ...b.boolean],
    string: [...a.string, ...b.string],
  };
}

/** Limits of a grown expression: the values it may read, and its depth. */
export interface GrowScope {
  readonly terminals: Terminals;
  readonly rng: Rng;
  /** Levels of operators; 0 for a terminal. */
  readonly depth: number;
}

/** Grows a number. Divisors are kept away from zero and arguments in the domain of the functions. */
export function growNumber(scope: GrowScope): string {
  const { terminals, rng, depth } = scope;
  if (depth <= 0 || rng.next() < 0.15) {
    const useConstant = terminals.number.length === 0 || rng.next() < 0.25;
    return useConstant ? growConstant(rng) : rng.pick(terminals.number);
  }
  const inner = { ...scope, depth: depth - 1 };
  const part = (): string => asOperand(growNumber(inner));
  const roll = rng.next();
  if (roll < 0.55) return `${part()} ${rng.pick(['+', '-', '*'])} ${part()}`;
  if (roll < 0.7) return `${part()} / (1 + Math.abs(${growNumber(inner)}))`;
  if (roll < 0.8)
    return `Math.${rng.pick(['min', 'max'])}(${growNumber(inner)}, ${growNumber(inner)})`;
  if (roll < 0.88) return `Math.${rng.pick(['sqrt', 'log1p'])}(Math.abs(${growNumber(inner)}))`;
  return `${asOperand(growCondition(inner))} ? ${part()} : ${part()}`;
}

/** Grows a condition. */
export function growCondition(scope: GrowScope): string {
  const { terminals, rng, depth } = scope;
  const inner = { ...scope, depth: Math.max(0, depth - 1) };
  if (depth > 1 && rng.next() < 0.3) {
    const part = (): string => asOperand(growCondition(inner));
    return `${part()} ${rng.pick(['&&', '||'])} ${part()}`;
  }
  const roll = rng.next();
  if (terminals.boolean.length > 0 && roll < 0.4) {
    const flag = rng.pick(terminals.boolean);
    return rng.next() < 0.3 ? `!${flag}` : flag;
  }
  const known = terminals.string.filter(({ options }) => options.length > 0);
  if (known.length > 0 && roll < 0.55) {
    const { text, options } = rng.pick(known);
    return `${text} === ${stringLiteral(rng.pick(options))}`;
  }
  const compare = rng.pick(['<', '>', '<=', '>=']);
  return `${asOperand(growNumber(inner))} ${compare} ${asOperand(growNumber(inner))}`;
}

/** Grows a string from some options, or from the values that can be read. */
export function growString(scope: GrowScope, options: readonly string[]): string {
  const { terminals, rng, depth } = scope;
  if (options.length === 0) return terminals.string[0]?.text ?? "''";
  if (depth <= 0 || rng.next() < 0.4) return stringLiteral(rng.pick(options));
  const inner = { ...scope, depth: depth - 1 };
  const part = (): string => asOperand(growString(inner, options));
  return `${asOperand(growCondition(inner))} ? ${part()} : ${part()}`;
}

/** Constants of the magnitudes that are usual in policies. */
function growConstant(rng: Rng): string {
  if (rng.next() < 0.5) return rng.pick(['0', '1', '2', '0.5', '10', '0.1', '100']);
  return String(Number((10 ** (4 * rng.next() - 2)).toPrecision(2)));
}
