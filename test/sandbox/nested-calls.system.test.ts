import { readFile } from 'node:fs/promises';
import { afterAll, describe, expect, test } from 'vitest';
import { TOO_DEEP } from '../../src/core/nested-calls.ts';
import type { IsolateJob } from '../../src/core/sandbox.ts';
import { createSandbox } from '../../src/sandbox/sandbox.ts';
import { createRng } from '../../src/core/rng.ts';
import { runPolicy } from './jobs.ts';
import { endlessCircle } from './nested-forms.ts';
import { NESTED_CALL_ROWS } from './nested-call-rows.ts';

const sandbox = createSandbox({ workers: 1 });
afterAll(() => sandbox.close());

/** Without counting steps, and with. */
const TIERS = [1e12, 7e8];
const WORK = 'export const work = (n) => { go(n); return n };';
const WARM = 'for (let i = 0; i < 20000; i++) go(i % 4);';

/** What became of a case for each amount: `true`, or why it failed. */
async function verdicts(
  text: Parameters<typeof runPolicy>[1],
  amounts: readonly number[],
  {
    maxSteps,
    decisions,
  }: { readonly maxSteps: number; readonly decisions?: IsolateJob['decisions'] },
): Promise<unknown[]> {
  const cases = amounts.map((amount, index) => ({ id: `c${index}`, amount }));
  const limits = { maxSteps, cpuSeconds: 120, memoryMb: 512 };
  const options = { simulation: 'steps', cases, limits, ...(decisions && { decisions }) };
  const result = await runPolicy(sandbox, text, options);
  if (result.status !== 'returned') throw new Error(JSON.stringify(result));
  expect(result.leak).toBeUndefined();
  return result.outcomes.map((one) => one.valid || one.note);
}

describe('calls that nest', { timeout: 300_000 }, () => {
  test.each(NESTED_CALL_ROWS)('by %s have one limit, however they run', async (_, text, last) => {
    const amounts = [1, last, last + 1, last, 2 * last + 1, last];
    const wanted = amounts.map((amount) => amount <= last || TOO_DEEP);
    for (const maxSteps of TIERS) {
      expect(await verdicts(text + WORK, amounts, { maxSteps })).toEqual(wanted);
      expect(await verdicts(text + WARM + WORK, [last, last + 1], { maxSteps })).toEqual([
        true,
        TOO_DEEP,
      ]);
    }
  });

  test('have the same limit where decisions are written down', async () => {
    for (const [, text, last] of NESTED_CALL_ROWS.slice(0, 5)) {
      for (const maxSteps of TIERS) {
        const recording = { maxSteps, decisions: { mode: 'record' } } as const;
        expect(await verdicts(text + WORK, [last + 1, last, 1], recording)).toEqual([
          TOO_DEEP,
          true,
          true,
        ]);
      }
    }
  });

  test('tell a policy nothing of how the engine has compiled it', async () => {
    const kept = new URL('../fixtures/policies/stack-depth.ts.txt', import.meta.url);
    const text = `${await readFile(kept, 'utf8')}
      export const work = (n) => { if (n > 0) createPolicy(); else for (let i = 0; i < 100000; i++) f(2); return n };`;
    for (const maxSteps of TIERS) {
      const wanted = [TOO_DEEP, true, TOO_DEEP, true, TOO_DEEP];
      expect(await verdicts(text, [1, 0, 1, 0, 1], { maxSteps })).toEqual(wanted);
    }
  });

  test('are counted before the engine overflows, in whatever circle', async () => {
    const rng = createRng('nested calls');
    for (let round = 0; round < 30; round += 1) {
      const text = endlessCircle(rng.fork(round)) + WORK;
      for (const maxSteps of TIERS) {
        const [verdict] = await verdicts(text, [1], { maxSteps });
        expect(verdict, text).toBe(TOO_DEEP);
      }
    }
  });

  test('leave room for useful recursion', async () => {
    const text = `
      const visit = (graph, node, seen, order) => {
        seen.add(node);
        for (const next of graph[node] ?? []) if (!seen.has(next)) visit(graph, next, seen, order);
        order.push(node);
      };
      const sorted = (list) => {
        if (list.length < 2) return list;
        const [first, ...rest] = list;
        return [...sorted(rest.filter((x) => x < first)), first, ...sorted(rest.filter((x) => x >= first))];
      };
      const memo = new Map();
      const ways = (n) => {
        if (n < 2) return 1;
        if (!memo.has(n)) memo.set(n, (ways(n - 1) + ways(n - 2)) % 1e9);
        return memo.get(n);
      };
      const size = (tree) => 1 + tree.parts.map(size).reduce((sum, x) => sum + x, 0);
      export const work = (n) => {
        const order = [];
        visit(Array.from({ length: n }, (_, at) => (at + 1 < n ? [at + 1] : [])), 0, new Set(), order);
        const list = sorted(Array.from({ length: 300 }, (_, at) => (at * 7919) % 1000));
        let tree = { parts: [] };
        for (let at = 1; at < n / 2; at++) tree = { parts: [tree, { parts: [] }] };
        return order.length + list.length + ways(n) + size(tree);
      };`;
    for (const maxSteps of TIERS) {
      expect(await verdicts(text, [10, 1000, 2000], { maxSteps })).toEqual([true, true, true]);
    }
  });

  test('of two files are those of one program', async () => {
    const files = {
      'policy.ts':
        "import { step } from './step.ts'; const back = (n) => n > 0 ? step(n - 1, back) : 0; export const work = (n) => { back(n); return n };",
      'step.ts': 'export const step = (n, back) => (n > 0 ? back(n - 1) : 0);',
    };
    for (const maxSteps of TIERS) {
      expect(await verdicts(files, [9999, 10_000], { maxSteps })).toEqual([true, TOO_DEEP]);
    }
  });
});
