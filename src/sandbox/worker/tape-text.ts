import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { z } from 'zod';

/** The decisions of a job: what each case holds, and all numbers in one buffer. */
export interface TapeParts {
  readonly shapes: string;
  readonly numbers: ArrayBuffer;
}

const tapeSchema = z.object({ shapes: z.string(), numbers: z.base64() });

/** A tape as one text. Doubles of small whole numbers are mostly zeros: they shrink well. */
export function encodeTape({ shapes, numbers }: TapeParts): string {
  const packed = deflateRawSync(new Uint8Array(numbers), { level: 1 });
  return JSON.stringify({ shapes, numbers: packed.toString('base64') });
}

/** Throws when the text is no tape. */
export function decodeTape(text: string): TapeParts {
  const { shapes, numbers } = tapeSchema.parse(JSON.parse(text));
  const bytes = inflateRawSync(Buffer.from(numbers, 'base64'));
  return { shapes, numbers: new Uint8Array(bytes).buffer };
}
