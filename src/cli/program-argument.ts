import { closest } from '../config/did-you-mean.ts';
import { ConfigError } from '../core/errors.ts';
import type { StoredRun } from '../session/stored-run.ts';

/** Ids around an unknown one that an error names. */
const NEAR = 3;
/** Steps over which they are looked for. */
const REACH = 100;

/** The id of the program that an argument means: an id such as `p7`, or `best`. Throws ConfigError. */
export function programArgument(
  name: string,
  { view, fold }: Pick<StoredRun, 'view' | 'fold'>,
): string {
  if (name === 'best') {
    if (view.best !== null) return view.best.id;
    throw noBest();
  }
  const ordinal = ordinalIn(name);
  if (ordinal === undefined) throw noName(name, view.programs);
  const id = `p${ordinal}`;
  if (fold.program(id) !== undefined) return id;
  throw unknownProgram(id, (other) => fold.program(other) !== undefined);
}

/** The number in an id, written in any case but without zeros before it; undefined for anything else. */
export function ordinalIn(name: string): number | undefined {
  const [, digits] = /^p(0|[1-9]\d{0,8})$/i.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** The error for `best` of a run without one. */
export function noBest(): ConfigError {
  return new ConfigError('the run has no best program yet', {
    hint: 'name a program, such as p0, or a proposal, such as #3',
  });
}

/** The error for what is no name of a program; `programs` of them are known. */
export function noName(name: string, programs: number): ConfigError {
  const [number] = /\d{1,9}/.exec(name) ?? [];
  const guess = number === undefined ? closest(name, ['best']) : `p${Number(number)}`;
  return new ConfigError(`${JSON.stringify(name)} is no program`, {
    hint:
      guess === undefined
        ? `use p0, p1 and so on, of which the run has ${programs}, or best`
        : `did you mean "${guess}"?`,
  });
}

/** The error for an id that no program of a run has, with the programs next to it. */
export function unknownProgram(id: string, isKnown: (id: string) => boolean): ConfigError {
  const ordinal = ordinalIn(id) ?? 0;
  const steps = Array.from({ length: 2 * REACH }, (_, index) => Math.floor(index / 2) + 1);
  const near = steps
    .map((step, index) => ordinal + (index % 2 === 0 ? -step : step))
    .map((number) => `p${number}`)
    .filter(isKnown)
    .slice(0, NEAR);
  return new ConfigError(`the run has no program ${id}`, {
    hint:
      near.length === 0
        ? 'adrs programs RUN lists those that it has'
        : `near it are ${near.join(', ')}; adrs programs RUN lists all`,
  });
}
