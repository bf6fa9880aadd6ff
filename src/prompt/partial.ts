import { ConfigError } from '../core/errors.ts';
import { findStrayBraces } from './stray-braces.ts';

/** Prose that templates share, by the name with which they include it: `{{> name}}`. */
export type Partials = ReadonlyMap<string, string>;

/**
 * Reads a partial: prose alone, without slots and without other partials, so that none can include itself.
 * Throws ConfigError, with file and line, for an empty partial and for braces in it.
 */
export function parsePartial(name: string, text: string): string {
  const prose = text.replaceAll('\r\n', '\n').trim();
  if (prose === '') {
    throw new ConfigError(`${name}:1: this partial is empty`, {
      hint: 'write the prose that templates include, or delete the file',
    });
  }
  const stray = findStrayBraces(text, { file: text, start: 0 });
  if (stray === undefined) return prose;
  throw new ConfigError(
    `${name}:${stray.line}: a partial cannot hold ${JSON.stringify(stray.found)}`,
    {
      hint: 'a partial is prose alone: slots and other partials belong in the templates that include it',
    },
  );
}
