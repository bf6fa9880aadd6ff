import type { Evaluator, MeasuredCase } from '../../src/core/evaluator.ts';

/**
 * A whole evaluator kind: the policy is a JSON text of outcomes by case. Everything that a law says about scores
 * comes from the framework.
 */
export const jsonEvaluator: Evaluator = {
  name: 'json',
  async measure({ entry, files }, { cases }) {
    const cost = { wallSeconds: 0, cpuSeconds: 0, decisions: 0 };
    const outcomes: MeasuredCase[] = [];
    const answers = parsed(files[entry] ?? '');
    if (answers === undefined) {
      return { status: 'rejected', reason: 'syntax', feedback: 'this is no JSON', cost };
    }
    for (const { id } of cases) {
      const value = answers[id];
      if (value === 'broken') return { status: 'failed', message: `cannot measure ${id}`, cost };
      if (value === 'late') outcomes.push({ id, valid: false, cause: 'timed-out', note: 'late' });
      else if (value === 'NaN') outcomes.push({ id, valid: true, value: Number.NaN, metrics: {} });
      else if (value !== undefined) outcomes.push({ id, valid: true, value, metrics: {} });
    }
    for (const id of answers.extra ?? []) outcomes.push({ id, valid: true, value: 1, metrics: {} });
    return { status: 'measured', outcomes, cost };
  },
  fingerprint: () => Promise.resolve('json-1'),
};

type Answers = Readonly<Record<string, number | readonly number[] | 'broken' | 'late' | 'NaN'>> & {
  readonly extra?: readonly string[];
};

function parsed(text: string): Answers | undefined {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the tests write it
    return JSON.parse(text) as Answers;
  } catch {
    return undefined;
  }
}
