import { NESTED_CALLS } from '../core/nested-calls.ts';

/** The rules by which the sandbox runs a policy in TypeScript, for policy authors. */
export const SIMULATION_RULES = `
- It is one module (or a few) of TypeScript, type-checked in strict mode against the interface before it
  runs. Types are only erased: no \`enum\`, \`namespace\`, decorators, parameter properties or JSX. It imports
  nothing but its own files, by relative path (types with \`import type\`); types of the interface that it
  uses it declares itself.
- It has at most 64 KB a file, 256 KB and 32 files in all. A rest element in a pattern comes last in it, and \`catch\`
  takes a plain name.
- It is synchronous: no \`async\`, \`await\`, promises or timers. There is no clock, no file, no network, no
  process, no console, no \`eval\`, no regular expression and no BigInt. The usual \`Math\`, arrays, typed arrays, maps and sets are there.
  \`Math.random\` is seeded: every run gives the same numbers.
- Each case starts with a fresh instance of the module. Nothing is carried from one case to the next, so
  do not try to learn over cases; state within a case is welcome.
- Trusted code outside the program calls it and does all the measuring. Only the answers count, and they
  are checked: one of a wrong type or out of range, or an exception, fails the case.
- Calls nest at most ${NESTED_CALLS.most.toLocaleString('en')} deep (a very long function counts as several). More fail the case, even where
  the exception is caught: use a stack of your own for what may go deeper.
- A failed case counts with the worst value that there is. A program that runs too long, or takes too much
  memory, has no score at all. A score better than a proven bound is not believed.
- All programs meet the same cases with the same random numbers. So a small difference between two programs
  is real, even one below the standard error, which tells the spread over the cases.
- The same program is judged afterwards on other cases of the same kinds, so adapt to what a case shows
  and do not fit constants to single cases.
`.trim();

/** What a step is, for policy authors. */
export const STEPS_RULE = `each operation that runs is one, and each element or 16 characters that a builtin goes through`;
