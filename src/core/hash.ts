import { createHash } from 'node:crypto';
import { canonicalJson } from './json.ts';

/** SHA-256 of UTF-8 text, 64 hexadecimal digits. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** SHA-256 of a plain value, independent of the order of its keys. */
export function hashOf(value: unknown): string {
  return hashText(canonicalJson(value));
}
