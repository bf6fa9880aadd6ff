import type { Agreed } from './port-agreement.ts';
import type { Port } from './port.ts';

const RESERVED = new Set(['spawn', 'float64', 'int32', 'cpuSeconds', 'timed', 'steps', 'then']);

/**
 * Declares a port, to be checked by the compiler against the functions that its policies are declared
 * to have: `definePort<typeof import('../policy.d.ts')>()({ ... })`. The returned function throws
 * TypeError when a name is reserved or is no identifier.
 */
export function definePort<D extends object>(): <const P extends Port>(port: Agreed<D, P>) => P;
export function definePort(): unknown {
  return (port: Port): Port => {
    for (const name of Object.keys(port)) {
      if (RESERVED.has(name)) throw new TypeError(`a port cannot have a function named ${name}`);
      if (!/^[A-Za-z_$][\w$]*$/.test(name)) throw new TypeError(`${name} is no identifier`);
    }
    return Object.freeze(port);
  };
}
