import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as budgetBelowOneCall from '../fixtures/progress/16-budget-below-one-call/server.mjs';
import * as noProgress from '../fixtures/progress/11-no-progress/server.mjs';
import { startWireServer, type WireAnswer } from '../models/providers/wire-server.ts';
import { adrs, type Ended } from './processes.ts';
import { shown } from './shown-run.ts';

const fixtures = path.join(import.meta.dirname, '..', 'fixtures', 'progress');
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'adrs-progress-'));
});
afterAll(() => rm(folder, { recursive: true }));

interface Tried extends Ended {
  readonly run: string;
  readonly requests: number;
}

/** Runs a fixture's run file against a server. */
async function tried(
  fixture: string,
  answer: (n: number) => WireAnswer,
  ...argv: readonly string[]
): Promise<Tried> {
  const script = ({ number }: { readonly number: number }): WireAnswer => answer(number);
  await using server = await startWireServer({ format: 'openai', script });
  const text = await readFile(path.join(fixtures, fixture, 'run.yaml'), 'utf8');
  const file = path.join(folder, `${path.basename(server.baseUrl)}-${Math.random()}.yaml`);
  await writeFile(file, text.replace('http://127.0.0.1:PORT/v1', server.baseUrl));
  const run = `${file}.run`;
  const ended = await adrs('run', file, '--out', run, ...argv);
  return { ...ended, run, requests: server.requests.length };
}

const said = (text: string): WireAnswer => ({ type: 'reply', text });

describe('a run without progress', () => {
  test('whose programs fit no prompt pauses, and says why and what to change', async () => {
    const { code, out, err, run } = await tried('11-no-progress', (n) =>
      said(noProgress.answer(n)),
    );
    expect(code).toBe(3);
    expect(out).toMatch(/^paused: no program came of the last 40 proposals of models; 40 of them/m);
    expect(out).toMatch(/^ {2}40 prompt-too-long, the latest: improve/m);
    expect(err).toMatch(
      /^E_STALLED no program .*\n {2}hint: raise promptTokens .*adrs resume RUN/m,
    );
    expect(await shown(run)).toMatchObject({ status: 'paused' });
    expect((await adrs('show', run)).out).toContain('to mend the first: raise promptTokens');
  });

  test.each([
    ['nothing but thoughts', 'Let me think about it.', /no-code.*|empty.*/],
    ['a program that ends early', 'Idea: x\n\n```ts\nexport function priority(', /truncated.*/],
    ['the parent itself over and over', '', /empty.*/],
  ])('whose replies are %s pauses before the money is gone', async (_, text, cause) => {
    const price = '{ input: 2, output: 10 }';
    const { code, out, requests } = await tried(
      '11-no-progress',
      () => said(text),
      '--set',
      `models.m.price=${price}`,
      '--set',
      'budget={ evaluations: 30, usd: 5 }',
    );
    expect(code).toBe(3);
    expect(requests).toBeLessThanOrEqual(3 * 41);
    expect(out).toMatch(/^paused: no program came of the last \d+ proposals of models/m);
    expect(out).toMatch(cause);
    expect(out).toMatch(/^ {2}to mend the first: /m);
  });
});

describe('a budget below one call', () => {
  const whole = (n: number): WireAnswer => said(budgetBelowOneCall.answer(n).text);

  test.each([
    [[], 'budget.tokens 30000 does not cover one call of improve@m'],
    [['--estimate'], 'budget.tokens 30000 does not cover one call of improve@m'],
    [
      ['--set', 'budget.tokens=null', '--set', 'budget.usd=0.1', '--set', 'models.m.price=null'],
      'budget.usd 0.1 does not cover one call of improve@m',
    ],
    [['--set', 'models.m.maxTokens=64000'], 'may take 144256'],
  ])('is an error before anything starts: %j', async (argv, says) => {
    const { code, err, requests } = await tried('16-budget-below-one-call', whole, ...argv);
    expect([code, requests]).toEqual([2, 0]);
    expect(err).toMatch(/^E_CONFIG budget\..*\n {2}hint: raise budget\./m);
    expect(err).toContain(says);
  });

  test('is none with smaller replies, and the run says how it ended', async () => {
    const { code, out } = await tried(
      '16-budget-below-one-call',
      whole,
      '--set',
      'budget={ evaluations: 30, calls: 3 }',
    );
    expect(code).toBe(0);
    expect(out).toMatch(
      /^finished: the rest covers no further proposal of a model: budget\.calls/m,
    );
  });
});

describe('adrs eval', () => {
  test('ends with 4 where the policy has no score, and with 0 where it has one', async () => {
    const broken = path.join(folder, 'broken.ts');
    await writeFile(broken, 'export function priority(: void {}\n');
    const throwing = path.join(folder, 'throwing.ts');
    await writeFile(throwing, "export function priority(): void { throw new Error('no'); }\n");
    for (const [policy, code] of [
      [broken, 4],
      [throwing, 4],
      ['seed:worst-fit', 0],
    ] as const) {
      const ended = await adrs('eval', 'bin-packing', policy);
      expect([policy, ended.code]).toEqual([policy, code]);
      expect(ended.out).not.toBe('');
    }
  });
});
