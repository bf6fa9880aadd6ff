/*
 * Runs inside the policy's realm, before any policy code. Its text is compiled there by the worker;
 * no process of the framework imports it. All builtins that later code needs are taken here.
 */
import { describeThrown } from './describe.ts';
import { hardenGlobals } from './globals.ts';
import { createMeter } from './meter.ts';
import { createRandom } from './random.ts';

/** A file of the policy: runs its body afresh over the exports of the files before it. */
type FileFunction = (exports: readonly unknown[], step: () => void) => unknown;
type Adapt = (exports: unknown) => readonly unknown[];

const { freeze } = Object;
const RealFloat64Array = Float64Array;
const RealInt32Array = Int32Array;
const { preventExtensions } = Object;

const random = createRandom();
const meter = createMeter();
hardenGlobals(random.next);
// A policy can get at its counter, so nothing may be written on it.
freeze(meter.step);

let adapt: Adapt = () => [];
let files: readonly FileFunction[] = [];

/** The functions of this realm that the simulation's realm and the worker can call. */
export const realm: Readonly<Record<string, unknown>> = freeze({
  __proto__: null,
  /** The adapters of the port, and the files in the order in which they must run. */
  install(made: Adapt, ...given: FileFunction[]): void {
    adapt = made;
    files = given;
  },
  instantiate(): readonly unknown[] {
    const exports: unknown[] = [];
    for (let index = 0; index < files.length; index += 1) {
      // Not `files[index](...)`: its `this` would be an array that all instances share.
      const file = files[index];
      exports[index] = file?.(exports, meter.step);
    }
    return adapt(exports[files.length - 1]);
  },
  // Not extensible: a policy can neither shadow `length` nor change where it is looked up.
  float64: (length: number) => preventExtensions(new RealFloat64Array(length)),
  int32: (length: number) => preventExtensions(new RealInt32Array(length)),
  describe: describeThrown,
  seed: random.seed,
  select: random.select,
  allow: meter.allow,
  steps: meter.taken,
});
