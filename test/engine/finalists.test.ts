import { expect, test } from 'vitest';
import type { EvaluationJob, Queue } from '../../src/core/evaluator.ts';
import type { RunEvent } from '../../src/core/events.ts';
import type { Evaluation } from '../../src/core/program.ts';
import { evolve } from '../../src/engine/evolve.ts';
import { replay } from '../../src/engine/replay.ts';
import { createRunFold } from '../../src/view/run-fold.ts';
import { eventsOf, loggedOf, scoredAt, toyPlan, valueOf } from './toy-run.ts';

const calm = new AbortController().signal;
const cost = { wallSeconds: 0, cpuSeconds: 0, decisions: 0 };
const leak: Evaluation = {
  status: 'quarantined',
  reason: 'state leaks between cases',
  evidence: { leak: 'case 1' },
  cost,
};

type Validated = Extract<RunEvent, { type: 'program-validated' }>;
type Tested = Extract<RunEvent, { type: 'test-measured' }>;

/** A run whose audits of one program, by its value, fail on one split; the audits it made, by split. */
async function runWith(failing?: { readonly value: number; readonly split: string }) {
  const audits: Record<string, number[]> = { train: [], validation: [], test: [] };
  const queue: Queue = {
    submit({ source, split, audit }: EvaluationJob) {
      const value = valueOf(source);
      if (audit === true) audits[split]?.push(value);
      const isBad = audit === true && failing?.value === value && failing.split === split;
      return Promise.resolve(isBad ? leak : scoredAt(value));
    },
    close: () => Promise.resolve(),
  };
  const plan = toyPlan({ evaluations: 60, overrides: { queue } });
  await evolve(plan, calm);
  const fold = createRunFold();
  for (const logged of await loggedOf(plan.store)) fold.add(logged);
  const events = await eventsOf(plan.store);
  const tested = events.filter((event): event is Tested => event.type === 'test-measured');
  const finalists = tested.filter(({ id }) => /^p\d/.test(id));
  const validated = events.filter((one): one is Validated => one.type === 'program-validated');
  await replay(toyPlan({ store: plan.store, evaluations: 60 }));
  return { audits, finalists, validated, view: fold.view() };
}

test('finalists are audited on every split, on train once', async () => {
  const { audits, finalists } = await runWith();
  const { train = [], validation = [], test: sealed = [] } = audits;
  expect(finalists).toHaveLength(2);
  expect(new Set(validation).size).toBe(2);
  expect(sealed).toEqual(validation);
  expect(train).toEqual(expect.arrayContaining(validation));
  expect(new Set(train).size).toBe(train.length);
});

test.each(['validation', 'test'])(
  'one that fails its audit on %s is out, and the next takes its place',
  async (split) => {
    const honest = await runWith();
    const [first] = honest.finalists;
    if (first === undefined) throw new Error('a finalist');
    const value = honest.audits[split]?.[0] ?? NaN;
    const { finalists, validated, view } = await runWith({ value, split });

    const [last] = validated.filter(({ evaluation }) => evaluation.status === 'quarantined');
    const scored = finalists.filter(({ evaluation }) => evaluation.status === 'scored');
    expect(scored).toHaveLength(2);
    expect(scored.map(({ id }) => id)).not.toContain(first.id);
    expect(view.best?.id).not.toBe(first.id);
    expect(view.best?.splits['test']?.status).toBe('scored');
    const rejected = split === 'validation' ? last : finalists.find(({ id }) => id === first.id);
    expect(rejected).toMatchObject({
      id: first.id,
      evaluation: { ...leak, evidence: split === 'validation' ? { leak: 'case 1', split } : {} },
    });
  },
);
