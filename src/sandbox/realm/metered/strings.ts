import { chargerOf, replace, type Builtin, type Charge } from './wrap.ts';

const { apply } = Reflect;
const asString = String;

/** Characters that the engine copies or compares in the time of one step. */
export const CHARACTERS_A_STEP = 16;
/** A call of the library of languages takes as long as this many steps. */
const LANGUAGE_STEPS = 500;

/** Builtins of strings are charged by the characters that they read and make. */
export function meterStrings(charge: Charge): void {
  const { prototype } = String;
  const before = chargerOf(prototype, charge);
  const read = (self: unknown): number => lengthOf(self) / CHARACTERS_A_STEP + 1;
  const each = (self: unknown): number => lengthOf(self) + 1;
  before('includes indexOf startsWith endsWith', (self, text) => read(self) + read(text));
  before('trim trimStart trimEnd isWellFormed', read);
  before('toLowerCase toUpperCase toWellFormed', read);
  before('split', each);
  const language = (self: unknown, other: unknown): number =>
    LANGUAGE_STEPS + 8 * (lengthOf(self) + lengthOf(other));
  before('normalize localeCompare toLocaleLowerCase toLocaleUpperCase', language);
  chargerOf(Number.prototype, charge)('toLocaleString', () => 8 * LANGUAGE_STEPS);
  const wanted = (_: unknown, length: unknown): number => Number(length) / CHARACTERS_A_STEP || 0;
  before('padStart padEnd', wanted);
  before('repeat', (self, times) => lengthOf(self) * wanted(self, times));
  chargerOf(globalThis, charge)('parseInt parseFloat', (_, text) => read(text));
  chargerOf(globalThis, charge)(
    'decodeURI decodeURIComponent encodeURI encodeURIComponent',
    (_, text) => each(text),
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
