import {
  CONTAINED,
  INVALID,
  THREW,
  TIMED_OUT,
  type AttackRow,
  type ProblemName,
} from './attack-row.ts';

type WholePolicy = readonly [
  id: string,
  about: string,
  outcome: AttackRow['outcome'],
  code: string,
];

const whole = (problem: ProblemName, [id, about, outcome, text]: WholePolicy): AttackRow => ({
  id,
  about,
  outcome,
  attack: '',
  whole: { problem, text },
});
const priority = (body: string): string =>
  `export function priority(item: number, remaining: any, scores: any, count: number): any {\n${body}\n}`;
/** Policies that buy on demand, whatever else they try. */
const spot = (...row: WholePolicy): AttackRow => ({ ...whole('cant-be-late', row), acts: 1 });
/** Policies that score all bins alike, whatever else they try. */
const packing = (...[id, about, outcome, body]: WholePolicy): AttackRow => ({
  ...whole('bin-packing', [id, about, outcome, priority(body)]),
  acts: 1,
});

/** Objects where the simulation expects a policy. */
const factories: readonly AttackRow[] = [
  spot(
    'F1',
    'a getter that gives another method at each reading',
    CONTAINED,
    `export const createPolicy = () => { let n = 0; return { get step() { n += 1; return n === 1 ? () => 'OD' : () => 'FREE'; } }; };`,
  ),
  spot(
    'F2',
    'a proxy in place of the object',
    CONTAINED,
    `export const createPolicy = () => new Proxy({}, { get: (_, key) => (key === 'step' ? () => 'OD' : undefined) });`,
  ),
  spot(
    'F3',
    'a proxy that loops',
    TIMED_OUT,
    `export const createPolicy = () => new Proxy({}, { get() { for (;;); } });`,
  ),
  spot(
    'F4',
    'a revoked proxy',
    THREW,
    `export const createPolicy = () => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy; };`,
  ),
  spot(
    'F5',
    'a method with a call of its own',
    CONTAINED,
    `export const createPolicy = () => ({ step: Object.defineProperty(() => 'FREE', 'call', { value: () => 'OD' }) });`,
  ),
  spot(
    'F6',
    'a method with an apply trap',
    CONTAINED,
    `export const createPolicy = () => ({ step: new Proxy(() => 1, { apply: () => 'OD' }) });`,
  ),
  spot(
    'F7',
    'a thenable',
    CONTAINED,
    `export const createPolicy = () => ({ then(done: any) { done({ step: () => 'FREE' }); }, step: () => 'OD' });`,
  ),
  spot('F8', 'a class', THREW, `export class createPolicy { step() { return 'OD'; } }`),
  spot(
    'F9',
    'a function in place of the object',
    THREW,
    `export const createPolicy = () => Object.assign(() => 1, { step: () => 'OD' });`,
  ),
  spot('F10', 'no method', THREW, `export const createPolicy = () => ({ step: 'OD' });`),
  spot(
    'F11',
    'a frozen object without a prototype',
    CONTAINED,
    `export const createPolicy = () => Object.freeze({ __proto__: null, step: () => 'OD' });`,
  ),
  spot(
    'F12',
    'a boxed text',
    INVALID,
    `export const createPolicy = () => ({ step: () => new String('OD') });`,
  ),
  spot(
    'F13',
    'an object that turns into a text',
    INVALID,
    `export const createPolicy = () => ({ step: () => ({ [Symbol.toPrimitive]: () => 'OD', toJSON: () => 'OD' }) });`,
  ),
  spot(
    'F14',
    'a generator',
    INVALID,
    `export const createPolicy = () => ({ *step() { yield 'OD'; } });`,
  ),
  spot(
    'F15',
    'a text made of pieces',
    CONTAINED,
    `export const createPolicy = () => ({ step: () => ['O', 'D'].join('') });`,
  ),
  spot(
    'F16',
    'a text that only looks the same',
    INVALID,
    `export const createPolicy = () => ({ step: () => 'O\\u0044\\u200b' });`,
  ),
  spot(
    'F17',
    'a binding that is changed after the handle was made',
    CONTAINED,
    `export let createPolicy: any = () => { createPolicy = () => ({ step: () => 'FREE' }); return { step: () => 'OD' }; };`,
  ),
  spot('F18', 'no function', INVALID, `export const createPolicy = 42;`),
  spot('F19', 'another export', INVALID, `export const other = () => 1;`),
  spot(
    'F20',
    'a huge answer',
    INVALID,
    `const flood = 'OD'.repeat(2 ** 24); export const createPolicy = () => ({ step: () => flood });`,
  ),
];

/** Arrays that the simulation and the policy both see. */
const views: readonly AttackRow[] = [
  packing(
    'V1',
    'writes through the buffer and beyond the count',
    CONTAINED,
    `new Float64Array(remaining.buffer).fill(1e9); new Float64Array(scores.buffer).fill(1);`,
  ),
  packing(
    'V2',
    'shadows the length',
    THREW,
    `Object.defineProperty(scores, 'length', { value: 1e9 });`,
  ),
  packing('V3', 'changes the prototype of a view', THREW, `Object.setPrototypeOf(scores, null);`),
  packing(
    'V4',
    'puts a getter in place of an element',
    THREW,
    `Object.defineProperty(scores, '0', { get: () => 1, configurable: true, enumerable: true });`,
  ),
  packing('V5', 'detaches a view', THREW, `scores.buffer.transfer(0);`),
  packing('V6', 'resizes a view', THREW, `scores.buffer.resize(0);`),
  packing(
    'V7',
    'writes into what an earlier call gave',
    CONTAINED,
    `const kept: any = (priority as any).kept ??= []; kept.push(remaining, scores); for (const view of kept) view.fill(5);`,
  ),
  packing(
    'V8',
    'leaves a value with the bits of a foreign object',
    INVALID,
    `const bits = new Uint32Array(scores.buffer); for (let at = 0; at < bits.length; at += 1) bits[at] = at % 2 === 0 ? 0xdeadbeef : 0xfff90000;`,
  ),
  packing(
    'V9',
    'answers subnormal numbers and negative zeros',
    CONTAINED,
    `for (let i = 0; i < count; i += 1) scores[i] = -0;`,
  ),
  packing(
    'V10',
    'puts its own species in the way',
    THREW,
    `scores.constructor = { [Symbol.species]: Array };`,
  ),
  packing(
    'V11',
    'returns the views as its answer',
    CONTAINED,
    `scores.fill(1); return [scores, remaining, { value: -100, valid: true }];`,
  ),
  packing(
    'V12',
    'writes a moment later',
    ['invalid', 'crashed'],
    `Promise.resolve().then(() => scores.fill(1));`,
  ),
  packing(
    'V13',
    'finds something behind the view',
    CONTAINED,
    `scores.fill(1); if (scores.buffer.byteLength !== 8 * scores.length || scores.byteOffset !== 0) scores.fill(NaN);`,
  ),
];

/** Failures that are left out of no mean. */
const unlucky: readonly AttackRow[] = [
  {
    ...whole('cant-be-late', [
      'F21',
      'fails where the deadline is tight',
      CONTAINED,
      `export const createPolicy = (task: any) => { if (task.deadlineSeconds < 200_000) throw new Error('unlucky'); return { step: () => 'OD' }; };`,
    ]),
    failsSomewhere: true,
  },
  {
    ...whole('bin-packing', [
      'V14',
      'fails where the bins are large',
      CONTAINED,
      priority(`if (remaining[count - 1] > 120) throw new Error('unlucky'); scores.fill(1);`),
    ]),
    failsSomewhere: true,
  },
];

/** Attacks through what the problems' interfaces pass to and fro. */
export const interfaceRows: readonly AttackRow[] = [...factories, ...views, ...unlucky];
