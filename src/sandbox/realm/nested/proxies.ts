import { isProxy, noteProxy, replace, type Builtin } from '../metered/wrap.ts';

const { construct } = Reflect;

/** Proxies are remembered, and are none of proxies: each layer would be work and a nested call that nothing counts. */
export function countProxies(): void {
  replace(globalThis, 'Proxy', (Real) => {
    const create = (target: object, handler: object): object => {
      if (isProxy(target) || isProxy(handler)) throw new TypeError('a proxy of a proxy');
      // oxlint-disable-next-line typescript/no-unsafe-function-type -- a constructor
      const proxy: object = construct(Real as Function, [target, handler]);
      noteProxy(proxy);
      return proxy;
    };
    function Proxy(target: object, handler: object): object {
      if (new.target === undefined) throw new TypeError("Constructor Proxy requires 'new'");
      return create(target, handler);
    }
    Reflect.deleteProperty(Proxy, 'prototype');
    Object.defineProperty(Proxy, 'revocable', {
      value: revocable(Real, create),
      configurable: true,
      writable: true,
    });
    return { Proxy };
  });
}

function revocable(Real: Builtin, create: (target: object, handler: object) => object): unknown {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the builtin `Proxy`
  const original = (Real as unknown as { revocable: Builtin }).revocable;
  return (target: object, handler: object): unknown => {
    // Only for its checks of the arguments.
    create(target, handler);
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as it answers
    const pair = original(target, handler) as { readonly proxy: object };
    noteProxy(pair.proxy);
    return pair;
  };
}
