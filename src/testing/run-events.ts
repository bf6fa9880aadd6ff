import type { ProgramAdded, RunEvent, RunStarted } from '../core/events.ts';
import type { LoggedEvent, Store } from '../core/store.ts';
import { hashText } from '../core/hash.ts';
import type { Evaluation } from '../core/program.ts';

/** The first event of a log, with some values replaced. */
export function runStarted(changes: Partial<RunStarted> = {}): RunStarted {
  return {
    type: 'run-started',
    schema: 2,
    adrsVersion: '0.0.0',
    problem: 'counting',
    problemHash: hashText('counting'),
    title: 'Counting',
    statement: 'Count for little money.',
    objective: { metric: 'meanCostUsd', direction: 'minimize', unit: 'USD' },
    features: [
      { name: 'lines', scale: { type: 'quantile', bins: 8 } },
      { name: 'seconds', scale: { type: 'log', bins: 4, range: [0.1, 10] } },
    ],
    splits: { train: { cases: 32, bound: 100.5 }, validation: { cases: 8, bound: null } },
    references: ['seed:none', 'baseline:greedy'],
    budget: {
      evaluations: 100,
      wallSeconds: null,
      usd: null,
      tokens: null,
      calls: null,
      targetFitness: null,
      plateauEvaluations: null,
    },
    advisors: ['insights'],
    seed: 'seed',
    config: { budget: { evaluations: 100 }, slots: [1, 2], isStrict: true, data: null },
    host: { cores: 2 },
    ...changes,
  };
}

/** A typical candidate in the log, with some values replaced: 32 cases, one in eight is kept. */
export function programAdded(ordinal: number, changes: Partial<ProgramAdded> = {}): ProgramAdded {
  const parent = ordinal === 0 ? null : `p${Math.floor(ordinal / 2)}`;
  return {
    type: 'program-added',
    ordinal,
    id: `p${ordinal}`,
    island: ordinal % 4,
    parents: parent === null ? [] : [parent],
    selection: { parent, inspirations: ['p0', `p${Math.floor(ordinal / 3)}`] },
    proposer: parent === null ? 'seed' : 'genetic',
    note: 'replaced a comparison in choose',
    askedAfter: Math.max(0, ordinal - 4),
    sourceHash: hashText(`source ${ordinal}`),
    normalHash: hashText(`normal ${ordinal}`),
    status: 'scored',
    fitness: -119.034_538_765_432 - 1 / (ordinal + 1),
    standardError: 1.230_456_789_012_345,
    metrics: { meanCostUsd: 119.034_538_765_432 + 1 / (ordinal + 1), meanSwitches: 3.281_25 },
    features: [41 + (ordinal % 30), Math.sqrt(ordinal + 2)],
    caseFitness: Array.from({ length: 32 }, (_, index) => -Math.sqrt((ordinal + 2) * (index + 1))),
    ...(ordinal % 8 === 0
      ? { placement: 'new', cell: `${ordinal % 9},1`, replaces: [] }
      : { placement: 'not-added', cell: null, replaces: [] }),
    evaluations: 1,
    evaluationHash: hashText(`evaluation ${ordinal}`),
    proposeSeconds: 0.001_234_5,
    evaluateSeconds: 0.083_210_7,
    ...changes,
  };
}

/** Events of every type, with evaluations of every status. */
export function everyRunEvent(): readonly RunEvent[] {
  return [
    ...Object.values(oneOfEach),
    programAdded(3, { status: 'rejected', reason: 'syntax', fitness: null, caseFitness: [] }),
  ];
}

/** Every event after `from`, at once. */
export async function readAll(store: Store, from?: number): Promise<readonly LoggedEvent[]> {
  const logged: LoggedEvent[] = [];
  for await (const entry of store.read(from)) logged.push(entry);
  return logged;
}

const cost = { wallSeconds: 0.25, cpuSeconds: 0.125, decisions: 1000 };

const scored: Evaluation = {
  status: 'scored',
  fitness: -1.5,
  standardError: 0,
  metrics: { meanCostUsd: 1.5 },
  cases: [
    { id: 'a', value: 1.5, bound: 1, group: 'easy', valid: true, note: 'fine' },
    { id: 'b', value: 9, valid: false },
  ],
  feedback: 'The worst case is b: "too late" \u2014 \u{1F552}\n',
  cost,
};

const rejected: Evaluation = { status: 'rejected', reason: 'timed-out', feedback: '', cost };

const quarantined: Evaluation = {
  status: 'quarantined',
  reason: 'above bound',
  evidence: { bound: 1, value: 0.5, case: 'a' },
  cost,
};

/** An event of each type; a new type does not compile until it is here, and so in the contract of stores. */
const oneOfEach: { readonly [E in RunEvent as E['type']]: E } = {
  'run-started': runStarted(),
  'baseline-measured': {
    type: 'baseline-measured',
    name: 'baseline:greedy',
    split: 'train',
    evaluation: scored,
  },
  'program-added': programAdded(0),
  'elites-changed': {
    type: 'elites-changed',
    cause: 'migration',
    island: 1,
    entered: [
      { id: 'p0', cell: '2,7' },
      { id: 'p1', cell: null },
    ],
    left: ['p2'],
  },
  'proposal-dropped': {
    type: 'proposal-dropped',
    ordinal: 2,
    proposer: 'genetic',
    askedAfter: 1,
    selection: { parent: 'p0', inspirations: [] },
    island: 1,
    reason: 'duplicate',
    detail: 'p0',
    evaluations: 0.25,
    proposeSeconds: 0.5,
  },
  'advice-taken': {
    type: 'advice-taken',
    ordinal: 3,
    askedAfter: 2,
    selection: { parent: 'p0', inspirations: ['p1'] },
    island: 0,
    advisor: 'insights',
    notes: [{ text: 'waiting is cheap while there is slack', evidence: ['p0', 'p1'] }],
    detailHash: hashText('transcript'),
    spending: { calls: 1, tokens: 900, usd: 0.012, seconds: 3.5 },
    proposeSeconds: 3.6,
  },
  'call-reserved': {
    type: 'call-reserved',
    call: 1,
    key: hashText('request'),
    ordinal: 3,
    model: 'sonnet',
    title: 'insights',
    messagesHash: hashText('messages'),
    worst: { calls: 1, tokens: 9_000, usd: 0.1 },
  },
  'call-settled': {
    type: 'call-settled',
    call: 1,
    outcome: 'failed',
    spent: { calls: 1, tokens: 0, usd: 0 },
    seconds: 0.25,
    failure: { kind: 'rate-limit', message: '429' },
  },
  'program-validated': { type: 'program-validated', id: 'p0', evaluation: rejected },
  'run-paused': { type: 'run-paused', reason: 'SIGINT' },
  'run-resumed': {
    type: 'run-resumed',
    programs: 2,
    changes: {
      settings: {
        changed: [{ key: 'budget.evaluations', from: 100, to: 200 }],
        config: { budget: { evaluations: 200 } },
        budget: { ...runStarted().budget, evaluations: 200 },
      },
      problem: { from: hashText('counting'), to: hashText('counted'), programs: ['p0'] },
      plugIns: { '/tmp/search.ts': { from: hashText('a'), to: hashText('b') } },
      testWasSeen: true,
    },
  },
  'program-remeasured': {
    type: 'program-remeasured',
    id: 'p0',
    status: 'rejected',
    reason: 'invalid',
    fitness: null,
    standardError: 0,
    metrics: {},
    features: [],
    caseFitness: [],
    evaluationHash: hashText('evaluation again'),
    placement: 'not-added',
    cell: null,
    replaces: [],
  },
  'test-measured': { type: 'test-measured', id: 'p0', evaluation: quarantined },
  'best-exported': {
    type: 'best-exported',
    id: 'p0',
    sourceHash: hashText('source'),
    exportedHash: hashText('tidy source'),
    train: scored,
    validation: scored,
  },
  'run-finished': { type: 'run-finished', reason: 'evaluations' },
};
