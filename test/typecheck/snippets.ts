/** Snippets of models for `cant-be-late`, and whether they should be sent back. */
export interface Snippet {
  /** A sentence part: what the program does. */
  readonly what: string;
  readonly code: string;
  /** Undefined: nothing to say. Else the first complaint: where, and words in it. */
  readonly wanted?: { readonly at: string; readonly words: string };
}

const TYPES = `type Machine = 'NONE' | 'SPOT' | 'OD';
interface Task { readonly durationSeconds: number; readonly deadlineSeconds: number; readonly gapSeconds: number }
interface Observation { readonly elapsedSeconds: number; readonly doneSeconds: number; readonly current: Machine; readonly hasSpot: boolean }
`;

/** Line 4 is the first line of `body`. */
function typed(body: string): string {
  return TYPES + body;
}

function stepping(body: string, before = ''): string {
  return typed(
    `${before}export function createPolicy(task: Task) {\n  return { step(o: Observation): Machine {\n${body}\n  } };\n}\n`,
  );
}

/** Nothing is wrong with these, or only what a running policy does not mind. */
export const GOOD: readonly Snippet[] = [
  {
    what: 'imports its types from the declaration',
    code: `import type { Observation, Policy, Task } from './policy.d.ts';\nexport function createPolicy(task: Task): Policy {\n  return { step: ({ hasSpot }: Observation) => (hasSpot && task.gapSeconds > 0 ? 'SPOT' : 'NONE') };\n}\n`,
  },
  {
    what: 'has no types at all',
    code: `export function createPolicy(task) {\n  let last = null;\n  const seen = [];\n  return { step(o) { seen.push(o.hasSpot); last = o.elapsedSeconds; return o.hasSpot ? 'SPOT' : 'OD'; } };\n}\n`,
  },
  {
    what: 'keeps its answer in a variable without a type',
    code: `export function createPolicy() {\n  return { step(o) { let choice = 'NONE'; if (o.hasSpot) choice = 'SPOT'; return choice; } };\n}\n`,
  },
  {
    what: 'exports an arrow function',
    code: typed(
      `export const createPolicy = (task: Task) => ({ step: (o: Observation): Machine => (o.hasSpot ? 'SPOT' : 'OD') });\n`,
    ),
  },
  {
    what: 'is a class behind a factory',
    code: typed(
      `class Greedy {\n  private history: boolean[] = [];\n  private task: Task;\n  private last: Machine;\n  constructor(task: Task) { this.task = task; }\n  step(o: Observation): Machine { this.history.push(o.hasSpot); this.last = 'OD'; return this.last; }\n}\nexport function createPolicy(task: Task) { return new Greedy(task); }\n`,
    ),
  },
  {
    what: 'reads arrays without a look at their ends',
    code: stepping(
      `const runs = [1, 2, 3]; const next: number = runs[task.gapSeconds] + 1;\nreturn next > 2 ? 'OD' : 'NONE';`,
    ),
  },
  {
    what: 'looks up a map that it knows to hold the key',
    code: stepping(
      `const m = new Map<string, number>([['a', 1]]); const n: number = m.get('a');\nreturn m.get('a') + n > Math.max(m.get('a'), 0) ? 'OD' : 'NONE';`,
    ),
  },
  {
    what: 'takes the last of a list',
    code: stepping(
      `const list = [1, 2]; const last = list.pop();\nreturn last > 1 ? 'OD' : 'NONE';`,
    ),
  },
  {
    what: 'assigns in a loop what it uses after it',
    code: stepping(
      `let best: Machine; for (const m of ['OD', 'NONE'] as const) best = m;\nreturn best;`,
    ),
  },
  {
    what: 'indexes a record by any string',
    code: stepping(
      `const price = { SPOT: 1, OD: 3 }; const key: string = o.current;\nreturn price[key] > 1 ? 'OD' : 'NONE';`,
    ),
  },
  {
    what: 'fills an object later',
    code: stepping(
      `const state = {}; state.ticks = 1; state['x'] = 2;\nreturn state.ticks > 1 ? 'OD' : 'NONE';`,
    ),
  },
  {
    what: 'catches whatever is thrown',
    code: stepping(`try { return 'OD'; } catch (e) { return e.message ? 'NONE' : 'SPOT'; }`),
  },
  {
    what: 'leaves variables unused and code unreachable',
    code: stepping(`const unused = 1;\nreturn 'OD';\nreturn 'NONE';`),
  },
  {
    what: 'takes fewer fields and more freedom',
    code: `export function createPolicy(_task: Record<string, number>) {\n  return { step(o: { hasSpot?: boolean; current: string }): 'SPOT' | 'OD' { return o.hasSpot ? 'SPOT' : 'OD'; } };\n}\n`,
  },
  {
    what: 'uses what the language has of late',
    code: stepping(
      `const a = [3, 1].toSorted().at(-1) ?? 0; const s = new Set([1]).union(new Set([2]));\nconst g = Object.groupBy([1, 2], (x) => (x > 1 ? 'a' : 'b')); const it = [1, 2].values().map((x) => x * 2).toArray();\nconst f = new Float64Array(4).fill(1); const b = 10n ** 2n; const r = RegExp.escape('a.');\nreturn a + s.size + it.length + f.length > Number(b) && r.length > 0 && g.a !== undefined ? 'OD' : 'NONE';`,
    ),
  },
  {
    what: 'declares more than one thing and asserts types',
    code: stepping(
      `const x = o as unknown as { current: string }; const y = 'OD' as Machine; const z = {} as Task;\nreturn x.current === 'OD' || z.gapSeconds > 1 ? y : 'NONE';`,
    ),
  },
  {
    what: 'answers with members that nobody asked for',
    code: `import type { Policy, Task } from './policy.d.ts';\nexport function createPolicy(_task: Task): Policy {\n  return { name: 'mine', step: () => 'OD' };\n}\n`,
  },
  {
    what: 'is generic and recursive',
    code: stepping(
      `return pick(['OD', 'NONE'], (m) => m === 'OD') ?? 'NONE';`,
      `function pick<T>(list: readonly T[], test: (one: T) => boolean, i = 0): T | undefined { return i >= list.length ? undefined : test(list[i]) ? list[i] : pick(list, test, i + 1); }\n`,
    ),
  },
  {
    what: 'draws seeded random numbers and memoises in a closure',
    code: `export function createPolicy() {\n  const memo = new Map();\n  let state = { ticks: 0, ahead: false };\n  return { step: (o) => { state = { ...state, ticks: state.ticks + 1 }; memo.set(o.elapsedSeconds, Math.random()); return state.ticks % 2 ? 'SPOT' : 'OD'; } };\n}\n`,
  },
  {
    what: 'suppresses the checker itself',
    code: stepping(`// @ts-ignore\nconst n: number = 'x';\nreturn n ? 'OD' : 'NONE';`),
  },
];

/** Each of these is a mistake, or will be one at the first surprising input. */
export const BAD: readonly Snippet[] = [
  {
    what: 'forgets its export',
    code: typed(`function createPolicy(task: Task) { return { step: (): Machine => 'OD' }; }\n`),
    wanted: { at: '1:1', words: `'createPolicy' is not exported` },
  },
  {
    what: 'exports another name',
    code: typed(`export function makePolicy() { return { step: (): Machine => 'OD' }; }\n`),
    wanted: { at: '1:1', words: `'createPolicy' is not exported` },
  },
  {
    what: 'exports a default',
    code: `export default function createPolicy() { return { step: () => 'OD' }; }\n`,
    wanted: { at: '1:1', words: `'createPolicy' is not exported` },
  },
  {
    what: 'is no factory',
    code: typed(`export function createPolicy(o: Observation): Machine { return 'OD'; }\n`),
    wanted: { at: '4:17', words: 'does not fit' },
  },
  {
    what: 'lacks the method',
    code: typed(
      `export function createPolicy(task: Task) { return { decide: (): Machine => 'OD' }; }\n`,
    ),
    wanted: { at: '4:17', words: `Property 'step' is missing` },
  },
  {
    what: 'answers a word that is none of the three',
    code: typed(
      `export function createPolicy(task: Task) { return { step: () => 'spot' as const }; }\n`,
    ),
    wanted: { at: '4:17', words: `'"spot"' is not assignable` },
  },
  {
    what: 'answers a number',
    code: `export function createPolicy() { return { step: () => 1 }; }\n`,
    wanted: { at: '1:17', words: `'number' is not assignable` },
  },
  {
    what: 'answers later',
    code: typed(
      `export function createPolicy() { return { step: async (): Promise<Machine> => 'OD' }; }\n`,
    ),
    wanted: { at: '4:17', words: 'Promise' },
  },
  {
    what: 'answers nothing in a branch',
    code: stepping(`if (o.hasSpot) return 'SPOT';`),
    wanted: { at: '5:34', words: 'lacks ending return statement' },
  },
  {
    what: 'answers nothing in a branch, without types',
    code: `export function createPolicy() { return { step(o) { if (o.hasSpot) return 'SPOT'; } }; }\n`,
    wanted: { at: '1:17', words: `'undefined' is not assignable` },
  },
  {
    what: 'asks for a field that is not observed',
    code: `export function createPolicy() {\n  return { step(o: { hasSpot: boolean; spotLikelihood: number }): 'OD' | 'SPOT' { return o.spotLikelihood > 0.5 ? 'SPOT' : 'OD'; } };\n}\n`,
    wanted: { at: '1:17', words: `'spotLikelihood' is missing` },
  },
  {
    what: 'asks for a field of another type',
    code: `export function createPolicy() {\n  return { step(o: { hasSpot: number }): 'OD' | 'SPOT' { return o.hasSpot > 0 ? 'SPOT' : 'OD'; } };\n}\n`,
    wanted: { at: '1:17', words: `'boolean' is not assignable to type 'number'` },
  },
  {
    what: 'asks for a second argument',
    code: typed(
      `export function createPolicy(task: Task, seed: number) { return { step: (): Machine => (seed > 1 ? 'OD' : 'SPOT') }; }\n`,
    ),
    wanted: { at: '4:17', words: 'does not fit' },
  },
  {
    what: 'misspells a field',
    code: stepping(`return o.elapsedSecond > 1 ? 'OD' : 'NONE';`),
    wanted: { at: '6:10', words: 'elapsedSeconds' },
  },
  {
    what: 'uses a name that it never declared',
    code: stepping(`return o.doneSeconds < slack ? 'OD' : 'NONE';`),
    wanted: { at: '6:24', words: `Cannot find name 'slack'` },
  },
  {
    what: 'compares with a machine that does not exist',
    code: stepping(`return o.current === 'ON_DEMAND' ? 'OD' : 'NONE';`),
    wanted: { at: '6:8', words: 'no overlap' },
  },
  {
    what: 'changes a constant',
    code: stepping(`const n = 1; n += 1;\nreturn n > 1 ? 'OD' : 'NONE';`),
    wanted: { at: '6:14', words: 'constant' },
  },
  {
    what: 'uses a constant before its line',
    code: stepping(`const a = b + 1; const b = 1;\nreturn a > b ? 'OD' : 'NONE';`),
    wanted: { at: '6:11', words: 'before its declaration' },
  },
  {
    what: 'declares a name twice',
    code: stepping(`const a = 1; const a = 2;\nreturn a > 1 ? 'OD' : 'NONE';`),
    wanted: { at: '6:7', words: 'redeclare' },
  },
  {
    what: 'calls a function with too few arguments',
    code: stepping(
      `return late(1) ? 'OD' : 'NONE';`,
      `function late(a: number, b: number): boolean { return a > b; }\n`,
    ),
    wanted: { at: '7:8', words: 'Expected 2 arguments' },
  },
  {
    what: 'passes text where a number is wanted',
    code: stepping(`return Math.max('1', 2) > 1 ? 'OD' : 'NONE';`),
    wanted: { at: '6:17', words: `'string' is not assignable` },
  },
  {
    what: 'calls a method that arrays do not have',
    code: stepping(`return [1].average() > 1 ? 'OD' : 'NONE';`),
    wanted: { at: '6:12', words: 'average' },
  },
  {
    what: 'calls what is no function',
    code: stepping(`return o.hasSpot() ? 'SPOT' : 'OD';`),
    wanted: { at: '6:10', words: 'not callable' },
  },
  {
    what: 'does arithmetic with an object',
    code: stepping(`return o * 2 > 1 ? 'OD' : 'NONE';`),
    wanted: { at: '6:8', words: 'arithmetic' },
  },
  {
    what: 'tests a function instead of calling it',
    code: stepping(
      `if (late) return 'OD';\nreturn 'NONE';`,
      `function late(): boolean { return true; }\n`,
    ),
    wanted: { at: '7:5', words: 'always return true' },
  },
  {
    what: 'sets a timer',
    code: stepping(`setTimeout(() => 1, 10);\nreturn 'OD';`),
    wanted: { at: '6:1', words: `'setTimeout' does not exist for a policy` },
  },
  {
    what: 'prints',
    code: stepping(`console.log(o);\nreturn 'OD';`),
    wanted: { at: '6:1', words: `'console' does not exist for a policy` },
  },
  {
    what: 'asks for the time',
    code: stepping(`return Date.now() > 1 ? 'OD' : 'NONE';`),
    wanted: { at: '6:8', words: `'Date' does not exist for a policy` },
  },
  {
    what: 'makes promises',
    code: stepping(`Promise.resolve(1);\nreturn 'OD';`),
    wanted: { at: '6:1', words: `'Promise' does not exist for a policy` },
  },
  {
    what: 'reads the environment',
    code: stepping(`return process.env.HOME ? 'OD' : 'NONE';`),
    wanted: { at: '6:8', words: `'process' does not exist for a policy` },
  },
  {
    what: 'requires a module',
    code: stepping(`require('fs');\nreturn 'OD';`),
    wanted: { at: '6:1', words: `'require' does not exist for a policy` },
  },
  {
    what: 'formats numbers by a locale',
    code: stepping(`return new Intl.NumberFormat().format(1) ? 'OD' : 'NONE';`),
    wanted: { at: '6:12', words: `'Intl' does not exist for a policy` },
  },
  {
    what: 'makes code from text',
    code: stepping(`return new Function('return 1')() ? 'OD' : 'NONE';`),
    wanted: { at: '6:12', words: 'construct' },
  },
  {
    what: 'hides its exports from the checker',
    code: `// @ts-nocheck\nexport function createPolicy() { return { step: () => 1 }; }\n`,
    wanted: { at: '2:17', words: `'number' is not assignable` },
  },
  {
    what: 'imports types without saying so',
    code: `import { Task } from './policy.d.ts';\nexport function createPolicy(task: Task) { return { step: (): 'OD' => 'OD' }; }\n`,
    wanted: { at: '1:10', words: 'must be imported using a type-only import: of a policy' },
  },
  {
    what: 'has an enum, which cannot be removed',
    code: `enum M { OD = 'OD' }\nexport function createPolicy() { return { step: () => 'OD' as const, m: M.OD }; }\n`,
    wanted: { at: '1:6', words: 'syntax is not allowed: of a policy only its types are removed' },
  },
];
