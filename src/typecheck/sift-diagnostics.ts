import { isBuiltin } from 'node:module';
import { beginningOf, replaceHidden } from '../core/hidden-characters.ts';
import type { Diagnostic } from './compiler-process.ts';
import { withDots } from './policy-project.ts';

/** Codes of complaints that do not matter to a running policy. */
const HARMLESS = new Set([
  // Something may be null or undefined.
  2531, 2532, 2533, 2721, 2722, 2723, 18_047, 18_048, 18_049,
  // A variable may be read before it was assigned, as far as control flow tells.
  2454,
  // An assertion to a type that does not overlap; a property more than the type lists.
  2352, 2353,
  // A list that may not be changed is passed where it may.
  4104,
]);

/**
 * Whether a diagnostic is likely a mistake and not only something the author left unsaid. What an
 * author annotates is held to; what nobody annotated is not.
 */
export function isMistake(diagnostic: Diagnostic): boolean {
  const { code, text } = diagnostic;
  if (HARMLESS.has(code)) return false;
  // Implicit `any`. On the global object it is a name that does not exist.
  if (code >= 7000 && code < 7100) return text.includes('globalThis');
  // An object that is filled later: `const state = {}; state.last = 0`.
  if (code === 2339) return !/ on type '(?:\{\}|object|never)'\.$/.test(text);
  return !isPerhapsNothing(diagnostic);
}

/** `number | undefined` where a number is wanted: a lookup that its author knows to succeed. */
function isPerhapsNothing(diagnostic: Diagnostic): boolean {
  if (diagnostic.code !== 2322 && diagnostic.code !== 2345) return false;
  return (
    /^(?:Type|Argument of type) '.* \| (?:undefined|null)' is not assignable/.test(
      diagnostic.text,
    ) && deepest(diagnostic).every(({ text }) => /^Type '(?:undefined|null)' is not/.test(text))
  );
}

function deepest(diagnostic: Diagnostic): readonly Diagnostic[] {
  const chain = diagnostic.messageChain ?? [];
  return chain.length === 0 ? [diagnostic] : chain.flatMap(deepest);
}

/** Length beyond which a sentence quotes whole types. */
const READABLE_CHARACTERS = 200;
const MAX_CHARACTERS = 600;

/** The diagnostic in one printable line, the reasons after the finding. */
export function diagnosticText(diagnostic: Diagnostic): string {
  const name = UNKNOWN_NAME.has(diagnostic.code)
    ? /'([^']+)'/.exec(diagnostic.text)?.[1]
    : undefined;
  if (name === undefined) return printable(flatten(diagnostic));
  if (!OF_A_HOST.test(name)) {
    return isBuiltin(name)
      ? `Cannot find module '${name}': a policy imports files of its own only.`
      : printable(flatten(diagnostic));
  }
  return `'${name}' does not exist for a policy: it has no clock, timers, input or output, locales or promises.`;
}

/** Only the reasons, when there are any. */
export function reasonOf(diagnostic: Diagnostic): string {
  const reasons = (diagnostic.messageChain ?? []).flatMap(flatten);
  return printable(reasons.length === 0 ? [diagnostic.text] : reasons);
}

function flatten(diagnostic: Diagnostic): readonly string[] {
  // The author cannot change the compiler's settings.
  const plain = diagnostic.text
    .replace(/ Do you need to .*$/s, '')
    .replace(/ when '\w+' is enabled\.$/, ': of a policy only its types are removed.');
  const text = withDots(plain);
  return [text, ...(diagnostic.messageChain ?? []).flatMap(flatten)];
}

/** Keeps the finding, the deepest reason, and the short ones between them. */
function printable(sentences: readonly string[]): string {
  const kept = sentences.filter(
    (sentence, index) => index === sentences.length - 1 || sentence.length <= READABLE_CHARACTERS,
  );
  const line = kept.join(' ').replaceAll(/\s+/g, ' ');
  // Types quote the candidate's own names and strings.
  const clean = replaceHidden(line, () => '\u{FFFD}');
  return clean.length <= MAX_CHARACTERS ? clean : `${beginningOf(clean, MAX_CHARACTERS - 1)}…`;
}

/** Codes of `cannot find name` and of a type that is used as a value. */
const UNKNOWN_NAME = new Set([
  2304, 2580, 2581, 2582, 2583, 2584, 2585, 2591, 2592, 2593, 2693, 2708,
]);
const OF_A_HOST =
  /^(?:set(?:Timeout|Interval|Immediate)|clear(?:Timeout|Interval|Immediate)|queueMicrotask|console|process|require|module|Buffer|performance|fetch|crypto|structuredClone|window|document|self|global|Date|Promise|Intl|eval|WeakRef|FinalizationRegistry|SharedArrayBuffer|Atomics|WebAssembly|TextEncoder|TextDecoder|URL|escape|unescape|\w*DisposableStack)$/;
