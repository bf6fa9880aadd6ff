import { errorTypes } from './error-types.ts';

const { getOwnPropertyDescriptor, getPrototypeOf } = Object;
const asString = String;
const { max } = Math;
// oxlint-disable-next-line typescript/unbound-method -- bound here to take the text as an argument
const { call } = Function.prototype;
// oxlint-disable-next-line typescript/unbound-method -- as above
const cut: (text: string, from: number, to: number) => string = call.bind(String.prototype.slice);
const find: (text: string, part: string, from: number) => number =
  // oxlint-disable-next-line typescript/unbound-method -- as above
  call.bind(String.prototype.indexOf);
/** Length beyond which a text is not even cut: flattening it could exhaust the memory. */
const MAX_FLATTENED_CHARACTERS = 1_000_000;
const NAME_DEPTH = 5;

/**
 * A description of a value that policy code threw, at most 200 characters: type, message and the first place in the
 * policy's files. Runs no getter of the thrown object but the engine's own `stack`.
 */
export function describeThrown(thrown: unknown): string {
  try {
    if (typeof thrown === 'function') return 'a function';
    if (typeof thrown !== 'object' || thrown === null) return shortened(asString(thrown));
    const message = shortened(dataOf(thrown, 'message') ?? '');
    const head = message === '' ? nameOf(thrown) : `${nameOf(thrown)}: ${message}`;
    return cut(head + placeOf(thrown), 0, 200);
  } catch {
    return 'something that cannot be described';
  }
}

function nameOf(thrown: object): string {
  let holder: object | null = thrown;
  for (let depth = 0; holder !== null && depth < NAME_DEPTH; depth += 1) {
    const name = dataOf(holder, 'name') ?? names.get(holder);
    if (name !== undefined) return cut(name, 0, 40);
    holder = getPrototypeOf(holder);
  }
  return 'an object';
}

/** Names of the builtin error types: hardening turns the properties themselves into accessors. */
const names = new Map<object, string>(
  errorTypes.map(({ prototype }) => [prototype, prototype.name]),
);

function dataOf(holder: object, key: string): string | undefined {
  const value: unknown = getOwnPropertyDescriptor(holder, key)?.value;
  return typeof value === 'string' && value.length < MAX_FLATTENED_CHARACTERS ? value : undefined;
}

/** The engine's getter of `stack`; a policy that puts its own in its place is not asked. */
// oxlint-disable-next-line typescript/unbound-method -- it is applied to the thrown object
const readStack = getOwnPropertyDescriptor(new Error('probe'), 'stack')?.get;
const { apply } = Reflect;

/**
 * ` (policy.ts:3)`: the first frame that has a file of the policy. Without the column, which would tell whether the
 * policy's steps are counted.
 */
function placeOf(thrown: object): string {
  const property = getOwnPropertyDescriptor(thrown, 'stack');
  if (readStack === undefined || property?.get !== readStack) return '';
  const stack: unknown = apply(readStack, thrown, []);
  if (typeof stack !== 'string' || stack.length > MAX_FLATTENED_CHARACTERS) return '';
  for (let at = find(stack, '\n    at ', 0); at >= 0; at = find(stack, '\n    at ', at + 1)) {
    const end = find(stack, '\n', at + 1);
    const line = cut(stack, at + 8, end < 0 ? stack.length : end);
    const open = find(line, '(', 0);
    const place = open < 0 ? line : cut(line, open + 1, line.length - 1);
    const nameEnd = endOfName(place);
    if (nameEnd > 0) return ` (${cut(place, 0, find(place, ':', nameEnd))})`;
  }
  return '';
}

/** Where the line starts in the place of a policy's file; 0 in another place. */
function endOfName(place: string): number {
  const end = max(find(place, '.ts:', 0), find(place, '.js:', 0));
  return end > 0 ? end + '.ts:'.length : 0;
}

function shortened(text: string): string {
  return text.length > MAX_FLATTENED_CHARACTERS
    ? `a text of ${text.length} characters`
    : cut(text, 0, 160);
}
