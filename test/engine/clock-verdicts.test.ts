import { expect, test } from 'vitest';
import type { Proposer } from '../../src/core/proposer.ts';
import type { ProgramAdded, RunEvent } from '../../src/core/events.ts';
import type { Evaluation, Source } from '../../src/core/program.ts';
import { evolve } from '../../src/engine/evolve.ts';
import { eventsOf, scoredAt, stepProposer, textOf, toyPlan, valueOf } from './toy-run.ts';

const never = new AbortController().signal;
const cost = { wallSeconds: 0, cpuSeconds: 0, decisions: 0 };
const late: Evaluation = {
  status: 'rejected',
  reason: 'timed-out',
  feedback: '',
  cost,
  byClock: true,
};

/** Proposes one program again and again. */
const stubborn: Proposer = {
  ...stepProposer,
  propose: ({ parent }) =>
    Promise.resolve({ source: textOf(1), parents: parent ? [parent.id] : [], note: '' }),
};

/** Events of a run in which the first `count` evaluations of that program are late. */
async function runWithLate(count: number, evaluations: number): Promise<RunEvent[]> {
  let measured = 0;
  const evaluate = (source: Source): Evaluation => {
    if (valueOf(source) !== 1) return scoredAt(valueOf(source));
    measured += 1;
    return measured <= count ? late : scoredAt(1);
  };
  const options = { proposers: [stubborn], evaluationSlots: 1, evaluations, evaluate };
  const plan = toyPlan({ ...options, overrides: { window: 1 } });
  await evolve(plan, never);
  return eventsOf(plan.store);
}

function added(events: readonly RunEvent[]): ProgramAdded[] {
  return events.filter((event) => event.type === 'program-added');
}

test('a program whose verdict a clock made is marked, and no duplicate when it is proposed again', async () => {
  // The queue repeats it once by itself: both attempts are late, those of the next proposal are not.
  const events = await runWithLate(2, 5);
  const programs = added(events);
  expect(programs).toMatchObject([
    { id: 'p0', status: 'scored' },
    { id: 'p1', status: 'scored' },
    { id: 'p2', status: 'rejected', byClock: true, clockVerdicts: 1 },
    { id: 'p3', status: 'scored' },
  ]);
  expect(programs[3]).not.toHaveProperty('clockVerdicts');
  expect(events).toContainEqual(
    expect.objectContaining({ type: 'proposal-dropped', reason: 'duplicate', detail: 'p3' }),
  );
});

test('a program that was late once and not when it was measured alone is like any other', async () => {
  const programs = added(await runWithLate(1, 4));
  expect(programs).toMatchObject([{ id: 'p0' }, { id: 'p1' }, { id: 'p2', status: 'scored' }]);
  expect(programs[2]).not.toHaveProperty('byClock');
  expect(programs[2]).not.toHaveProperty('clockVerdicts');
});
