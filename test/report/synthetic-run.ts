import { runStarted } from '../../src/testing/run-events.ts';
import type { ProgramAdded, RunBudget, RunEvent, RunStarted } from '../../src/core/events.ts';
import type { LoggedEvent } from '../../src/core/store.ts';
import type { CaseResult, Evaluation, Scored } from '../../src/core/program.ts';
import { createRng } from '../../src/core/rng.ts';

export const objective = { metric: 'meanCostUsd', direction: 'minimize', unit: 'USD' } as const;

const cost = { wallSeconds: 0.1, cpuSeconds: 0.1, decisions: 10 };
const BOUND = 82;

/** A scored evaluation of 24 cases around a mean cost; a quarter are invalid where asked for. */
export function scored(mean: number, options: { readonly invalid?: boolean } = {}): Scored {
  const rng = createRng(`cases ${mean}`);
  const cases = Array.from({ length: 24 }, (_, index): CaseResult => {
    const bound = BOUND - 12 + index;
    return {
      id: `us-west-2a/start-${String(index).padStart(2, '0')}`,
      value: Math.max(bound, mean - 12 + index + rng.normal()),
      bound,
      group: index % 2 === 0 ? 'tight deadline' : 'loose deadline',
      valid: options.invalid !== true || index % 4 !== 0,
      ...(index === 5 ? { note: 'missed the deadline by 1.25 h' } : {}),
    };
  });
  const value = cases.reduce((sum, entry) => sum + entry.value, 0) / cases.length;
  return {
    status: 'scored',
    fitness: -value,
    standardError: 1.4,
    metrics: { meanCostUsd: value, restarts: 3.25 },
    cases,
    feedback: 'the worst cases are those with tight deadlines',
    cost,
  };
}

export const rejected: Evaluation = { status: 'rejected', reason: 'invalid', feedback: 'no', cost };
/** A verdict that a clock made. */
export const late: Evaluation = {
  status: 'rejected',
  reason: 'timed-out',
  feedback: 'case c3 used 31 s of processor time',
  cost,
  byClock: true,
};
export const quarantined: Evaluation = {
  status: 'quarantined',
  reason: 'better than the bound',
  evidence: { value: 1, bound: 2 },
  cost,
};

/** A budget with no other limits than these. */
export function budgetOf(limits: Partial<RunBudget>): RunBudget {
  return { ...runStarted().budget, evaluations: null, ...limits };
}

export function started(): RunStarted {
  return runStarted({
    adrsVersion: '0.1.0',
    problem: 'cant-be-late',
    problemHash: 'ab'.repeat(32),
    title: "Can't Be Late",
    objective,
    seed: '7',
    splits: {},
    budget: budgetOf({ evaluations: 600, wallSeconds: 150 }),
    config: {
      problem: 'cant-be-late',
      budget: { evaluations: 600, wallSeconds: 150 },
      slots: { proposal: 2, evaluation: 2 },
      search: { type: 'islands', islands: 4 },
    },
    host: { cores: 2, guarantees: ['no network', 'separate realms', 'memory cap'] },
  });
}

/** A program-added event; everything not given has a plain value. */
export function added(ordinal: number, change: Partial<ProgramAdded> = {}): ProgramAdded {
  const fitness = change.fitness === undefined ? -100 : change.fitness;
  return {
    type: 'program-added',
    ordinal,
    id: `p${ordinal}`,
    island: ordinal % 4,
    parents: ordinal === 0 ? [] : ['p0'],
    selection: { parent: ordinal === 0 ? null : 'p0', inspirations: [] },
    proposer: ordinal === 0 ? 'seed' : 'genetic',
    note: ordinal === 0 ? 'greedy' : 'replaced a constant',
    askedAfter: ordinal,
    sourceHash: `source ${ordinal}`,
    normalHash: `normal ${ordinal}`,
    status: fitness === null ? 'rejected' : 'scored',
    ...(fitness === null ? { reason: 'invalid' } : {}),
    fitness,
    standardError: 1.5,
    metrics: fitness === null ? {} : { meanCostUsd: -fitness },
    features: fitness === null ? [] : [10],
    caseFitness: fitness === null ? [] : [fitness, fitness],
    placement: fitness === null ? 'not-added' : 'new',
    cell: fitness === null ? null : String(ordinal),
    replaces: [],
    evaluations: 1,
    evaluationHash: `evaluation ${ordinal}`,
    proposeSeconds: 0.01,
    evaluateSeconds: 0.1,
    ...change,
  };
}

export function logged(events: readonly RunEvent[], stepMs = 250): LoggedEvent[] {
  return events.map((event, index) => ({
    sequence: index + 1,
    at: 1_790_000_000_000 + index * stepMs,
    elapsedMs: index * stepMs,
    event,
  }));
}

const referenceMeans = {
  'seed:greedy': [119, 118.2, 121],
  'seed:on-demand': [154, 154.4, 153.9],
  'baseline:uniform-progress': [99.2, 99.9, 100.3],
  'baseline:published-best': [92.5, 94.1, 93.6],
} as const;

/** A finished run of `programs` programs that ends better than the baselines. */
export function syntheticRun(programs = 400): LoggedEvent[] {
  const rng = createRng('synthetic');
  const events: RunEvent[] = [started()];
  for (const [name, means] of Object.entries(referenceMeans)) {
    for (const [index, split] of ['train', 'validation'].entries()) {
      events.push({
        type: 'baseline-measured',
        name,
        split,
        evaluation: scored(means[index] ?? 0),
      });
    }
  }
  let best = 119;
  let champion = 'p0';
  let finalist = { id: 'p0', fitness: -Infinity };
  for (let ordinal = 0; ordinal < programs; ordinal += 1) {
    const fails = ordinal > 3 && rng.next() < 0.12;
    const jump =
      rng.next() < 0.06 ? rng.exponential() * (best - 87) * 0.16 : -rng.exponential() * 14;
    const mean = ordinal === 0 ? 119 : best - jump;
    events.push(
      added(ordinal, {
        fitness: fails ? null : -mean,
        parents: ordinal === 0 ? [] : [champion],
        proposer: ordinal === 0 ? 'seed' : rng.pick(['genetic', 'genetic', 'tune']),
        note:
          ordinal === 0
            ? 'greedy'
            : rng.pick([
                'replaced a constant',
                'wrapped a statement',
                'crossover of two functions',
                'tuned 4 constants',
              ]),
        placement: jump > 0 ? 'improved' : 'not-added',
      }),
    );
    if (!fails && mean < best) {
      best = mean;
      champion = `p${ordinal}`;
      const evaluation = scored(best + 0.8);
      events.push({ type: 'program-validated', id: champion, evaluation });
      if (evaluation.fitness > finalist.fitness)
        finalist = { id: champion, fitness: evaluation.fitness };
    }
    if (ordinal % 9 === 4) {
      events.push({
        type: 'proposal-dropped',
        ordinal,
        proposer: 'genetic',
        askedAfter: ordinal,
        selection: { parent: champion, inspirations: [] },
        island: 0,
        reason: 'duplicate',
        detail: 'p1',
        evaluations: 0,
        proposeSeconds: 0.01,
      });
    }
  }
  events.push({ type: 'test-measured', id: finalist.id, evaluation: scored(best + 1.1) });
  for (const [name, means] of Object.entries(referenceMeans)) {
    events.push({ type: 'test-measured', id: name, evaluation: scored(means[2]) });
  }
  events.push({ type: 'run-finished', reason: 'evaluations' });
  return logged(events);
}
