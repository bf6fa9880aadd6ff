/**
 * The place where something was thrown, `FILE:LINE:COLUMN`: the innermost one in a file whose path begins with
 * `within`. Undefined where the stack has none, as of what is no Error.
 */
export function placeOfThrow(thrown: unknown, within: string): string | undefined {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
  const frames = stack.split('\n').filter((line) => line.startsWith('    at '));
  for (const frame of frames) {
    const start = frame.indexOf(within);
    const [place] = start < 0 ? [] : (/^.*?:\d+:\d+/.exec(frame.slice(start)) ?? []);
    if (place !== undefined) return place;
  }
  return undefined;
}
