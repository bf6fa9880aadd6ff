import type { Node } from '@babel/types';
import { NESTED_CALLS } from '../../core/nested-calls.ts';
import { callGraphOf } from './call-graph.ts';
import { unitsInCycles } from './cycles.ts';
import type { ModuleInGraph, Unit } from './units.ts';

/** Where compiled code must count how deep its calls nest. */
export interface CountedCalls {
  /** As how many nested calls each function counts that counts at all. */
  readonly functions: ReadonlyMap<Node, number>;
  /** The same for the fields of a class, by its body. */
  readonly fields: ReadonlyMap<Node, number>;
  /** The same for a class whose constructor nobody wrote. */
  readonly constructors: ReadonlyMap<Node, number>;
  /** Calls that spread something into their arguments; `true`: what they call may call on. */
  readonly spreads: ReadonlyMap<Node, boolean>;
  /** Clauses that may catch what such a call threw, with what their function counts. */
  readonly catches: ReadonlyMap<Node, number>;
  /** As how many the largest function counts. */
  readonly most: number;
  /** Whether the engine may call functions where the text shows no call. */
  readonly isHidden: boolean;
}

/** Bytes of a frame: at most, as measured on nested loops over iterators, the form that takes the most. */
const BYTES = { frame: 256, node: 16, builtin: 500 } as const;
/** All functions that do not count may be on the stack at once, each of them once. */
const NOT_COUNTED_BYTES = 2 * 2 ** 20;

/** Finds the functions of a policy that may be on the stack more than once; where that cannot be told, they count. */
export function countedCalls(modules: readonly ModuleInGraph[]): CountedCalls {
  const { units, isHidden, spreads, catches } = callGraphOf(modules);
  const spreading = new Set<Unit>();
  const counted = new Set(isHidden ? units.all : unitsInCycles(units.all));
  for (const { unit, goesOn } of spreads.values()) {
    if (!goesOn) continue;
    counted.add(unit);
    spreading.add(unit);
  }
  const rest = units.all.filter((unit) => !counted.has(unit));
  const bytes = rest.reduce((sum, unit) => sum + bytesOf(unit) + BYTES.builtin, 0);
  if (bytes > NOT_COUNTED_BYTES) for (const unit of rest) counted.add(unit);
  const weightOf = (unit: Unit): number =>
    Math.ceil(bytesOf(unit) / NESTED_CALLS.bytes) + (isHidden ? 1 : 0);
  const weights = (of: ReadonlyMap<Node, Unit>): ReadonlyMap<Node, number> =>
    new Map([...of].flatMap(([node, unit]) => (counted.has(unit) ? [[node, weightOf(unit)]] : [])));
  return {
    functions: weights(units.functions),
    fields: weights(units.fields),
    constructors: weights(units.constructors),
    spreads: new Map([...spreads].map(([node, { goesOn }]) => [node, goesOn])),
    catches: new Map(
      [...catches].flatMap(([node, unit]) =>
        spreading.has(unit) && hasOwnLevel(unit) ? [[node, weightOf(unit)]] : [],
      ),
    ),
    most: units.all.reduce((most, unit) => Math.max(most, weightOf(unit)), 1),
    isHidden,
  };
}

/** Whether its body notes how deep it is; a generator's callers do. */
function hasOwnLevel({ kind, node }: Unit): boolean {
  return kind === 'function' && !('generator' in node && node.generator === true);
}

function bytesOf({ nodes }: Unit): number {
  return BYTES.frame + BYTES.node * nodes;
}
