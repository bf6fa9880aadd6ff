import { meterArrays } from './arrays.ts';
import { meterCollections } from './iterables.ts';
import { meterIterators } from './iterators.ts';
import { meterObjects } from './objects.ts';
import { meterStrings } from './strings.ts';
import { meterTypedArrays } from './typed-arrays.ts';
import type { Charge } from './wrap.ts';

/**
 * Puts in the place of every builtin whose time grows with what it is given one that charges for that. To be called
 * before the globals are frozen: what it replaces can then be reached no more.
 */
export function meterBuiltins(charge: Charge): void {
  meterArrays(charge);
  meterTypedArrays(charge);
  meterCollections(charge);
  meterIterators(charge);
  meterStrings(charge);
  meterObjects(charge);
}
