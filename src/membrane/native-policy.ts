import { messageOf } from '../core/errors.ts';
import { meterEvents } from './event-meter.ts';
import { createMembrane } from './membrane.ts';
import { adapterText } from './realm-text.ts';
import type { Policy, Port } from './port.ts';

/**
 * A handle of functions that live in the simulation's realm, with the checks of the sandbox but without
 * its isolation: for tests of a simulation, never for a policy that is not trusted.
 *
 * `exports` is the policy's module, or a function that makes its exports; `spawn` calls that again,
 * and with a plain module all instances share its state. Calls throw PolicyFailure where the sandbox
 * would end the case.
 */
export function createNativePolicy<P extends Port>(
  port: P,
  exports: Readonly<Record<string, unknown>> | (() => Readonly<Record<string, unknown>>),
): Policy<P> {
  // oxlint-disable-next-line typescript/no-implied-eval, no-new-func, typescript/no-unsafe-type-assertion -- text made from the port alone
  const adapt = new Function(`return ${adapterText(port)}`)() as (made: unknown) => unknown[];
  const realm = {
    instantiate: () => adapt(typeof exports === 'function' ? exports() : exports),
    float64: (length: number) => new Float64Array(length),
    int32: (length: number) => new Int32Array(length),
    describe: messageOf,
    seed: () => undefined,
    select: () => undefined,
    allow: () => undefined,
    steps: () => 0,
    see: () => undefined,
    isTooDeep: () => false,
    forget: () => undefined,
  };
  const options = { mode: 'live', maxEvents: Infinity, clock: () => 0 } as const;
  const handle = createMembrane(port, realm, options).begin({ seed: [0, 0] });
  // A case has no end here, so nothing may count towards its limits.
  meterEvents(undefined);
  return handle;
}
