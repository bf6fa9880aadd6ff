import type { CaseCause } from '../core/case.ts';

// Taken before any other code of the realm can run, and before the policy's realm is filled.
const { parse: parseJson } = JSON;

/** Limits of an array that a policy returns. */
export interface ArrayLimits {
  readonly maxLength: number;
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

/**
 * The policy broke its contract. Thrown by the membrane, and by a simulation for a fault that only it can
 * see, such as a view that was left unwritten. It ends the case, which is then invalid.
 */
export class PolicyFailure extends Error {
  override readonly name = 'PolicyFailure';
  /** `invalid` unless the policy threw or used up its work. */
  readonly kind: CaseCause;
  constructor(message: string, kind: CaseCause = 'invalid') {
    super(message);
    this.kind = kind;
  }
}

/**
 * Copies numbers out of an object that cannot be trusted: its length is read once, each element is
 * read once, by index. Throws PolicyFailure; whatever the object's own code throws comes through.
 */
export function copyNumbers(where: string, answer: unknown, limits: ArrayLimits): number[] {
  if (typeof answer !== 'object' || answer === null) {
    throw new PolicyFailure(`${where} must return an array of numbers, not ${kindOf(answer)}`);
  }
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- both are checked as they are read
  const list = answer as { readonly length: unknown; readonly [index: number]: unknown };
  const length = list.length;
  if (
    typeof length !== 'number' ||
    !(length >= 0 && length <= limits.maxLength && length % 1 === 0)
  ) {
    throw new PolicyFailure(`${where} must return at most ${limits.maxLength} numbers`);
  }
  const copy: number[] = [];
  for (let index = 0; index < length; index += 1) {
    const item = list[index];
    if (!isAllowed(item, limits)) {
      throw new PolicyFailure(
        `${where}: element ${index} is ${kindOf(item)}, not ${range(limits)}`,
      );
    }
    // Adding zero turns -0 into 0.
    copy[index] = item + 0;
  }
  return copy;
}

/** As `copyNumbers`, for every whole number below the answer's length, once. */
export function copyPermutation(where: string, answer: unknown, limits: ArrayLimits): number[] {
  const order = copyNumbers(where, answer, limits);
  const seen = new Uint8Array(order.length);
  for (const item of order) {
    if (!(item >= 0 && item < order.length && item % 1 === 0) || seen[item] === 1) {
      throw new PolicyFailure(`${where} must return each whole number below ${order.length} once`);
    }
    seen[item] = 1;
  }
  return order;
}

/** Rebuilds plain data from the JSON that the policy's realm made of an answer. */
export function readJson(
  where: string,
  answer: unknown,
  maxBytes: number,
): { readonly text: string; readonly value: unknown } {
  if (typeof answer !== 'string') throw new PolicyFailure(`${where} must return plain data`);
  if (answer.length > maxBytes || utf8Length(answer) > maxBytes) {
    throw new PolicyFailure(`${where} must return at most ${maxBytes} bytes of JSON`);
  }
  try {
    return { text: answer, value: parseJson(answer) };
  } catch {
    throw new PolicyFailure(`${where} returned data that is too deeply nested`);
  }
}

const MAX_QUOTED_CHARACTERS = 40;

/** The kind of an answer in words; an object is not touched. */
export function kindOf(answer: unknown): string {
  if (typeof answer === 'string') {
    const long = answer.length > MAX_QUOTED_CHARACTERS;
    return long ? `a string of ${answer.length} characters` : JSON.stringify(answer);
  }
  if (typeof answer === 'object') return answer === null ? 'null' : 'an object';
  const isPlain = typeof answer === 'number' || typeof answer === 'boolean';
  return isPlain || answer === undefined ? String(answer) : `a ${typeof answer}`;
}

function isAllowed(item: unknown, { min, max, whole }: ArrayLimits): item is number {
  if (typeof item !== 'number' || !(item - item === 0)) return false;
  return item >= min && item <= max && (!whole || item % 1 === 0);
}

function range({ min, max, whole }: ArrayLimits): string {
  const kind = whole ? 'a whole number' : 'a finite number';
  return min === -Infinity && max === Infinity ? kind : `${kind} in [${min}, ${max}]`;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    // Each half of a surrogate pair counts 2 of the pair's 4 bytes.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 2 : 3;
  }
  return bytes;
}
