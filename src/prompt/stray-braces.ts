/** Opening braces that open no slot. */
export interface StrayBraces {
  /** In the file, from 1. */
  readonly line: number;
  /** The braces and what follows them in their line, 24 characters at most. */
  readonly found: string;
}

/** The first `{{` of a text that stands at `start` in its file; undefined when there is none. */
export function findStrayBraces(
  text: string,
  { file, start }: { readonly file: string; readonly start: number },
): StrayBraces | undefined {
  const stray = text.indexOf('{{');
  if (stray < 0) return undefined;
  const found = text.slice(stray, stray + 24).split('\n')[0] ?? '';
  return { line: lineAt(file, start + stray), found };
}

/** The line, from 1, in which an offset of a file lies. */
export function lineAt(file: string, offset: number): number {
  return file.slice(0, offset).split('\n').length;
}
