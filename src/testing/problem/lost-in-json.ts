/**
 * The first part of a value that JSON does not carry unchanged, such as `train-3 of train: periods[4] is NaN`;
 * undefined where it carries all. `name` says what the value is.
 */
export function lostInJson(value: unknown, name: string): string | undefined {
  const lost = lostIn(value, { path: '', around: [] });
  return lost === undefined ? undefined : `${name}: ${lost}`;
}

interface Place {
  /** Of the value in the whole. */
  readonly path: string;
  /** The objects around the value. */
  readonly around: readonly object[];
}

function lostIn(value: unknown, place: Place): string | undefined {
  const path = place.path === '' ? 'it' : place.path;
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number') return isKept(value) ? undefined : `${path} is ${shown(value)}`;
  if (typeof value !== 'object') return `${path} is ${kindOf(value)}`;
  if (place.around.includes(value)) return `${path} holds itself`;
  return Array.isArray(value) ? lostInList(value, place) : lostInObject(value, place);
}

function isKept(value: number): boolean {
  return Number.isFinite(value) && !Object.is(value, -0);
}

function lostInList(list: readonly unknown[], { path, around }: Place): string | undefined {
  const inner = [...around, list];
  for (const [index, one] of list.entries()) {
    // Most elements are such numbers, and there may be millions.
    if (typeof one === 'number' && isKept(one)) continue;
    const lost = lostIn(one, { path: `${path}[${index}]`, around: inner });
    if (lost !== undefined) return lost;
  }
  return undefined;
}

function lostInObject(value: object, { path, around }: Place): string | undefined {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    return `${path === '' ? 'it' : path} is a ${value.constructor.name}, no plain object`;
  }
  const inner = [...around, value];
  for (const [key, one] of Object.entries(value)) {
    // An optional member that is left out.
    if (one === undefined) continue;
    const lost = lostIn(one, { path: path === '' ? key : `${path}.${key}`, around: inner });
    if (lost !== undefined) return lost;
  }
  return undefined;
}

function shown(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function kindOf(value: unknown): string {
  return value === undefined ? 'undefined' : `a ${typeof value}`;
}
