import { ConfigError } from '../core/errors.ts';

/** Throws ConfigError unless an option is a whole number of at least `least`. */
export function checkWhole(option: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least) return;
  throw new ConfigError(`search: ${option} is ${value}`, {
    hint: `it must be a whole number of at least ${least}`,
  });
}
