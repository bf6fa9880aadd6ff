import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** The decisions of a job: what each case holds, and all numbers in one buffer. */
export interface TapeParts {
  readonly shapes: string;
  readonly numbers: ArrayBuffer;
}

/** A tape as one text. Doubles of small whole numbers are mostly zeros: they shrink well. */
export function encodeTape({ shapes, numbers }: TapeParts): string {
  const packed = deflateRawSync(new Uint8Array(numbers), { level: 1 });
  return JSON.stringify({ shapes, numbers: packed.toString('base64') });
}

/** Throws when the text is no tape. */
export function decodeTape(text: string): TapeParts {
  const tape: unknown = JSON.parse(text);
  if (!isTapeText(tape)) throw new Error('this is no tape');
  const { shapes, numbers } = tape;
  const bytes = inflateRawSync(Buffer.from(numbers, 'base64'));
  return { shapes, numbers: new Uint8Array(bytes).buffer };
}

interface TapeText {
  readonly shapes: string;
  /** Base 64; what is not fails to inflate. */
  readonly numbers: string;
}

function isTapeText(tape: unknown): tape is TapeText {
  if (typeof tape !== 'object' || tape === null) return false;
  const { shapes, numbers }: Partial<Record<keyof TapeText, unknown>> = tape;
  return typeof shapes === 'string' && typeof numbers === 'string';
}
