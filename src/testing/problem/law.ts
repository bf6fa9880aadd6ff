import { AdrsError, messageOf, SandboxError } from '../../core/errors.ts';
import { placeOfThrow } from '../../core/place-of-throw.ts';

/** A place in a file. */
export interface Place {
  /** Absolute path. */
  readonly file: string;
  /** From 1. */
  readonly line?: number | undefined;
  /** From 1. */
  readonly column?: number | undefined;
}

/** Something by which a law is broken. */
export interface Finding {
  /** A sentence about what was found. */
  readonly message: string;
  /** Where it is; that of the law where it is left out. */
  readonly place?: Place | undefined;
  /** What to do about it; that of the law where it is left out. */
  readonly hint?: string | undefined;
}

/** A sentence that holds for every sound problem, or for everything of a kind in it. */
export interface Law<S> {
  /** Continues "a problem ...", "a policy ..." or "an exploit ...". */
  readonly name: string;
  /** Why it must hold, in a sentence. */
  readonly meaning: string;
  /** What to do when it does not. */
  readonly hint: string;
  /** Where to look, unless a finding says it more precisely. */
  readonly place: (subject: S) => Promise<Place> | Place;
  /** What breaks it; empty when it holds. Throws Unjudged when something else must be mended first. */
  readonly check: (subject: S) => Promise<readonly Finding[]>;
}

/** A finding with everything that a person needs. */
export interface Fault {
  /** Its name. */
  readonly law: string;
  readonly message: string;
  readonly place: Place;
  readonly hint: string;
}

/** A law cannot be judged, because another one is broken. */
export class Unjudged extends Error {}

/** A law does not hold. */
export class BrokenLawError extends Error {}

/**
 * The faults by which a law is broken. What code of the problem throws is one of them. Throws Unjudged, and what is a
 * bug of the framework.
 */
export async function faultsUnder<S>(
  law: Law<S>,
  { subject, folder }: { readonly subject: S; readonly folder: string },
): Promise<readonly Fault[]> {
  const findings = await law.check(subject).catch((thrown: unknown) => {
    if (thrown instanceof Unjudged || thrown instanceof SandboxError) throw thrown;
    return [asFinding(thrown, folder)];
  });
  if (findings.length === 0) return [];
  const place = await law.place(subject);
  return findings.map((one) => ({
    law: law.name,
    message: one.message,
    place: one.place ?? place,
    hint: one.hint ?? law.hint,
  }));
}

/** Throws BrokenLawError when a law does not hold, and Unjudged. */
export async function requireLaw<S>(
  law: Law<S>,
  context: { readonly subject: S; readonly folder: string },
): Promise<void> {
  const faults = await faultsUnder(law, context);
  if (faults.length > 0) throw new BrokenLawError(faults.map(sentenceOf).join('\n'));
}

function sentenceOf({ message, place, hint }: Fault): string {
  return `${placeText(place)}: ${message}\n  hint: ${hint}`;
}

/** `FILE`, `FILE:LINE` or `FILE:LINE:COLUMN`. */
export function placeText({ file, line, column }: Place): string {
  return [file, line, column].filter((part) => part !== undefined).join(':');
}

/** What code of a problem threw, as a finding. Throws what is none of it. */
export function asFinding(thrown: unknown, folder: string): Finding {
  const message = messageOf(thrown);
  const place = placeIn(message, folder) ?? placeIn(placeOfThrow(thrown, folder) ?? '', folder);
  if (thrown instanceof AdrsError) return { message, place, hint: thrown.hint };
  const isOfProblem = place !== undefined || !(thrown instanceof Error) || 'syscall' in thrown;
  if (!isOfProblem) throw thrown;
  const name = thrown instanceof Error ? `${thrown.name}: ` : '';
  return { message: `it threw ${name}${message}`, place };
}

/** The first place in a file of `folder` that a text names. */
export function placeIn(text: string, folder: string): Place | undefined {
  const start = text.indexOf(folder);
  if (start < 0) return undefined;
  const [, file, line, column] = /^(.*?):(\d+)(?::(\d+))?/.exec(text.slice(start)) ?? [];
  if (file === undefined) return undefined;
  return { file, line: Number(line), column: column === undefined ? undefined : Number(column) };
}
