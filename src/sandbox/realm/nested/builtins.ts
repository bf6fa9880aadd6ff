import { replace } from '../metered/wrap.ts';
import { countCalls } from './calls.ts';
import type { Tools } from './depth.ts';
import { countFlattening } from './flat.ts';
import { countJson } from './json.ts';
import { countProxies } from './proxies.ts';

const { getPrototypeOf } = Object;

/**
 * Puts in the place of every builtin that goes down into what it is given, or resumes code of a policy, one that counts
 * that as nested calls. To be called before the globals are frozen, and after the builtins are metered, if they are.
 */
export function countBuiltins(tools: Tools): void {
  countJson(tools);
  countFlattening(tools);
  countCalls(tools);
  countProxies();
  // Texts of arrays are texts of their items.
  countMethods(Array.prototype, 'join toLocaleString', tools);
  countMethods(Error.prototype, 'toString', tools);
  const wrapped = Iterator.from({ next: () => ({ done: true, value: undefined }) });
  countMethods(getPrototypeOf(wrapped), 'next return', tools);
  countMethods(getPrototypeOf([].values().drop(0)), 'next return', tools);
  const generator = (function* generator() {})();
  countMethods(getPrototypeOf(getPrototypeOf(generator)), 'next return throw', tools);
}

/** Methods with at most one argument; a function of the policy that they resume counts with them. */
function countMethods(holder: object, keys: string, { depth }: Tools): void {
  const { enter, leave } = depth;
  for (const key of keys.split(' ')) {
    replace(holder, key, (original) => ({
      method(this: unknown, given: unknown): unknown {
        const before = enter(depth.most);
        try {
          return original.call(this, given);
        } finally {
          leave(before);
        }
      },
    }));
  }
}
