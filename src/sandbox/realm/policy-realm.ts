/*
 * Runs inside the policy's realm, before any policy code. Its text is compiled there by the worker;
 * no process of the framework imports it. All builtins that later code needs are taken here.
 */
import { describeThrown } from './describe.ts';
import { hardenGlobals } from './globals.ts';
import { createMeter, type StepCell } from './meter.ts';
import { meterBuiltins } from './metered/builtins.ts';
import { createHooks, type MeterHooks } from './metered/hooks.ts';
import { countBuiltins } from './nested/builtins.ts';
import { createDepth } from './nested/depth.ts';
import { createDepthHooks } from './nested/hooks.ts';
import { createOverflowWatch } from './overflow.ts';
import { createRandom } from './random.ts';

/** A file of the policy: runs its body afresh over the exports of the files before it. */
interface FileFunction {
  (exports: readonly unknown[], hooks: MeterHooks): unknown;
  /** Of a metered policy. */
  readonly left?: StepCell;
}
type Adapt = (exports: unknown) => readonly unknown[];

/** The realm that a policy gets. */
export interface RealmOptions {
  /** Whether what runs is charged to a counter. */
  readonly metered: boolean;
  /** Parts of the language that a policy has only where its problem asks for them. */
  readonly extras: readonly ('bigint' | 'regexp')[];
  /** Calls that may nest. */
  readonly nestedCalls: number;
}

/** What is known of the calls of a policy from its text. */
interface CallTraits {
  readonly most: number;
  readonly isHidden: boolean;
}

const { freeze } = Object;
const RealFloat64Array = Float64Array;
const RealInt32Array = Int32Array;
const { preventExtensions } = Object;

/** Hardens this realm; answers its functions that the simulation's realm and the worker can call. */
// oxlint-disable-next-line max-lines-per-function -- one closure over what a realm holds
export function openRealm({
  metered,
  extras,
  nestedCalls,
}: RealmOptions): Readonly<Record<string, unknown>> {
  const random = createRandom();
  const meter = createMeter();
  if (metered) meterBuiltins(meter.charge);
  const overflow = createOverflowWatch();
  const depth = createDepth(nestedCalls, overflow.note);
  const charge = metered ? meter.charge : () => undefined;
  countBuiltins({ charge, isCharging: metered, depth });
  const hooks = createHooks(meter, { see: overflow.see, depth: createDepthHooks(depth) });
  hardenGlobals(random.next, extras);
  let adapt: Adapt = () => [];
  let files: readonly FileFunction[] = [];
  return freeze({
    __proto__: null,
    /** What is known of its calls, the adapters of the port, and the files in the order in which they must run. */
    install({ most, isHidden }: CallTraits, made: Adapt, ...given: FileFunction[]): void {
      depth.most = most;
      depth.isHidden = isHidden;
      adapt = made;
      files = given;
      const cells: StepCell[] = [];
      for (const { left } of files) if (left !== undefined) cells[cells.length] = left;
      if (cells.length > 0) meter.connect(cells);
    },
    instantiate(): readonly unknown[] {
      const exports: unknown[] = [];
      for (let index = 0; index < files.length; index += 1) {
        // Not `files[index](...)`: its `this` would be an array that all instances share.
        const file = files[index];
        exports[index] = file?.(exports, hooks);
      }
      return adapt(exports[files.length - 1]);
    },
    // Not extensible: a policy can neither shadow `length` nor change where it is looked up.
    float64: (length: number) => preventExtensions(new RealFloat64Array(length)),
    int32: (length: number) => preventExtensions(new RealInt32Array(length)),
    describe: describeThrown,
    seed: random.seed,
    see: overflow.see,
    isTooDeep: overflow.seen,
    forget(): void {
      overflow.forget();
      depth.leave(0);
    },
    select: random.select,
    allow: meter.allow,
    steps: meter.taken,
  });
}
