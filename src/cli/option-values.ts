import { ConfigError } from '../core/errors.ts';

/** The value of an option that takes a number from 0 up. Throws ConfigError that names the option. */
export function amount(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new ConfigError(
    `${option} takes a number that is not negative, not ${JSON.stringify(text)}`,
  );
}

/** The value of an option that takes 1, 2 and so on. Throws ConfigError that names the option. */
export function positiveInteger(option: string, text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value > 0) return value;
  throw new ConfigError(`${option} takes a whole number from 1 up, not ${JSON.stringify(text)}`);
}
