import type { File, Node } from '@babel/types';
import { walk } from './walk.ts';

/**
 * Parts of the language whose time nothing can bound beforehand, `bigint` (big integers) and `regexp` (regular
 * expressions). A policy has them only where its problem asks for them; steps do not count what they do.
 */
export type LanguageExtra = 'bigint' | 'regexp';

/** All of them. */
export const LANGUAGE_EXTRAS: readonly LanguageExtra[] = ['bigint', 'regexp'];

/** The first literal of an extra that is not allowed, and why it is refused. */
export function refusedLiteral(
  ast: File,
  allowed: readonly LanguageExtra[],
): { readonly node: Node; readonly message: string } | undefined {
  if (allowed.length === LANGUAGE_EXTRAS.length) return undefined;
  let found: { readonly node: Node; readonly message: string } | undefined;
  walk(ast.program, (node) => {
    if (found !== undefined) return;
    if (node.type === 'BigIntLiteral' && !allowed.includes('bigint')) {
      found = { node, message: 'a policy has no big integers: use numbers' };
    } else if (node.type === 'RegExpLiteral' && !allowed.includes('regexp')) {
      found = { node, message: 'a policy has no regular expressions: use the methods of strings' };
    }
  });
  return found;
}
