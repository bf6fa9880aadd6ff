/** Bytes that a reply may have at most. */
export const MAX_REPLY_BYTES = 2 ** 20;

/** A reply as text: UTF-8, or UTF-16 if it says so; without byte order mark; lines end in `\n`. */
export function decodeReply(bytes: Uint8Array): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? 'utf-16le'
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? 'utf-16be'
        : 'utf-8';
  return new TextDecoder(encoding).decode(bytes).replaceAll(/\r\n?/g, '\n');
}
