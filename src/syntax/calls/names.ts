import type { Node } from '@babel/types';

/** The name of a member by its key, `#name` for a private one; undefined where it is known at run time only. */
export function nameOfKey(key: Node, computed: boolean): string | undefined {
  if (key.type === 'PrivateName') return `#${key.id.name}`;
  if (key.type === 'StringLiteral') return key.value;
  if (key.type === 'NumericLiteral' && !computed) return String(key.value);
  return key.type === 'Identifier' && !computed ? key.name : undefined;
}
