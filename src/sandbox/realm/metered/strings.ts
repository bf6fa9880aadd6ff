import { chargeBefore, replace, type Builtin, type Charge } from './wrap.ts';

const { apply } = Reflect;
const asString = String;

/** Characters that the engine copies or compares in the time of one step. */
export const CHARACTERS_A_STEP = 16;
/** A call of the library of languages takes as long as this many steps. */
const LANGUAGE_STEPS = 500;

/** Builtins of strings are charged by the characters that they read and make. */
export function meterStrings(charge: Charge): void {
  const { prototype } = String;
  const read = (self: unknown): number => lengthOf(self) / CHARACTERS_A_STEP + 1;
  const each = (self: unknown): number => lengthOf(self) + 1;
  chargeBefore(
    prototype,
    'includes indexOf startsWith endsWith',
    (self, text) => read(self) + read(text),
    charge,
  );
  chargeBefore(prototype, 'trim trimStart trimEnd isWellFormed', read, charge);
  chargeBefore(prototype, 'toLowerCase toUpperCase toWellFormed', read, charge);
  chargeBefore(prototype, 'split', each, charge);
  const language = (self: unknown, other: unknown): number =>
    LANGUAGE_STEPS + 8 * (lengthOf(self) + lengthOf(other));
  chargeBefore(
    prototype,
    'normalize localeCompare toLocaleLowerCase toLocaleUpperCase',
    language,
    charge,
  );
  chargeBefore(Number.prototype, 'toLocaleString', () => 8 * LANGUAGE_STEPS, charge);
  const wanted = (_: unknown, length: unknown): number => Number(length) / CHARACTERS_A_STEP || 0;
  chargeBefore(prototype, 'padStart padEnd', wanted, charge);
  chargeBefore(prototype, 'repeat', (self, times) => lengthOf(self) * wanted(self, times), charge);
  chargeBefore(globalThis, 'parseInt parseFloat', (_, text) => read(text), charge);
  chargeBefore(
    globalThis,
    'decodeURI decodeURIComponent encodeURI encodeURIComponent',
    (_, text) => each(text),
    charge,
  );
  meterResults(charge);
}

/** A text that is no text yet is as long as it turns out to be. */
function lengthOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  return typeof value === 'object' && value !== null ? asString(value).length : 0;
}

const MAKERS =
  `concat replace replaceAll lastIndexOf anchor big blink bold fixed fontcolor fontsize italics link
  small strike sub sup`.split(/\s+/);

function meterResults(charge: Charge): void {
  for (const key of MAKERS) {
    replace(String.prototype, key, (original: Builtin) => ({
      method(this: unknown, ...args: unknown[]): unknown {
        charge(lengthOf(this) / CHARACTERS_A_STEP + args.length);
        const made: unknown = apply(original, this, args);
        if (typeof made === 'string') charge(made.length / CHARACTERS_A_STEP);
        return made;
      },
    }));
  }
  replace(String, 'raw', () => ({
    raw(template: { readonly raw: ArrayLike<unknown> }, ...values: unknown[]): string {
      const { raw } = template;
      const { length } = raw;
      let text = '';
      for (let at = 0; at < length; at += 1) {
        text += asString(raw[at]);
        if (at < values.length && at + 1 < length) text += asString(values[at]);
        charge(1 + text.length / CHARACTERS_A_STEP);
      }
      return text;
    },
  }));
}
