import type { File, Node } from '@babel/types';
import { endOf, startOf, walk } from './walk.ts';

/** Texts to insert at offsets. */
export interface Insertions {
  readonly open: (at: number, text: string) => void;
  readonly close: (at: number, text: string) => void;
}

/**
 * Shows whatever a statement of a policy catches, or lets pass through a `finally`, to the function `c`: how deep the
 * engine's stack is depends on how it has compiled the code, so no policy may go on after an overflow as if nothing had
 * been. `name` begins names that no text contains.
 */
export function showCaught(node: Node, name: string, { open, close }: Insertions): void {
  if (node.type !== 'TryStatement') return;
  const { block, handler, finalizer } = node;
  const passOn = `catch(${name}e){${name}c(${name}e);throw ${name}e}`;
  if (handler) {
    const { param, body } = handler;
    if (!param) open(startOf(body), `(${name}e)`);
    const caught = param?.type === 'Identifier' ? param.name : `${name}e`;
    open(startOf(body) + 1, `${name}c(${caught});`);
    // What the handler itself throws passes through the `finally`, too.
    if (finalizer) {
      open(startOf(block), '{try');
      close(endOf(handler), `}${passOn}`);
    }
  } else close(endOf(block), passOn);
}

/** The first `catch` that takes apart what it catches, so that it cannot be shown as a whole. */
export function takenApart(ast: File): Node | undefined {
  let found: Node | undefined;
  walk(ast.program, (node) => {
    if (node.type === 'CatchClause' && node.param && node.param.type !== 'Identifier') {
      found ??= node.param;
    }
  });
  return found;
}
