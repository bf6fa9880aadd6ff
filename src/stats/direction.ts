import type { Objective } from '../core/case.ts';

/** Whether small or large values of an objective are good. */
export type Direction = Objective<never>['direction'];

/** Fitness of a value, and the value of a fitness: higher is always better. */
export function toFitness(value: number, direction: Direction): number {
  return direction === 'minimize' ? -value : value;
}

/** Advantage of a value over another, in the objective's unit; negative when it is worse. */
export function advantage(value: number, other: number, direction: Direction): number {
  return direction === 'minimize' ? other - value : value - other;
}
