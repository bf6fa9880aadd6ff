import type { Evaluation } from 'adrs-lab';
import { describe, expect, test } from 'vitest';
import { complaintsAbout, messageComplaints, type Attempt } from './attack-checks.ts';
import type { AttackedProblem } from './attack-problems.ts';

const GOLDEN = [1, 2, 4];
const ONES = [2, 2, 2];
const problem: AttackedProblem = {
  name: 'cant-be-late',
  bestFitness: -1,
  worst: [50, 50, 50],
  golden: GOLDEN,
  goldenText: '',
  constant: [[9, 9, 9], ONES],
  measure: () => Promise.reject(new Error('not here')),
};

function scored(values: readonly number[], note?: string): Evaluation {
  const cases = values.map((value, index) => ({ id: String(index), value, valid: true, note }));
  const fitness = -values.reduce((sum, value) => sum + value, 0) / values.length;
  const cost = { wallSeconds: 1, cpuSeconds: 1, decisions: 1 };
  return {
    status: 'scored',
    fitness,
    standardError: 0,
    metrics: {},
    cases,
    feedback: 'fine',
    cost,
  };
}

function rejected(feedback: string): Evaluation {
  const cost = { wallSeconds: 1, cpuSeconds: 1, decisions: 0 };
  return { status: 'rejected', reason: 'timed-out', feedback, cost };
}

const quiet = { workers: 3, largestMb: 100, writtenBytes: 0, writableFiles: [], descriptors: 30 };
const held: Attempt = {
  row: { id: 'X', about: '', attack: '', outcome: ['contained'], acts: 1 },
  evaluation: scored(ONES),
  again: scored(ONES),
  timeoutMs: 1000,
  wallMs: 1200,
  busyness: 1,
  before: quiet,
  after: quiet,
  highestMb: 300,
  beside: scored(GOLDEN),
  next: scored(GOLDEN),
};

describe('the checks of the attack tests', () => {
  test('find nothing wrong with an attack that was held', () => {
    expect(complaintsAbout(held, problem)).toEqual([]);
  });

  test.each<[about: string, change: Partial<Attempt>, complaint: RegExp]>([
    ['another verdict', { evaluation: rejected('late') }, /ended as timed-out, not contained/],
    ['a forged score', { evaluation: scored([2, 2, 1.9]) }, /scored 2,2,1.9, not 2,2,2/],
    ['a score above the bound', { evaluation: scored([0, 0, 0]) }, /beats the bound/],
    ['a score that does not repeat', { again: scored([2, 2, 3]) }, /measured again/],
    ['an audit that fails', { again: rejected('no') }, /measured again/],
    ['a late verdict', { wallMs: 1701 }, /I1: a verdict after 1701 ms/],
    ['a neighbour that was disturbed', { beside: scored([1, 2, 4.0000001]) }, /I6: .*4.0000001/],
    ['a pool that is broken', { next: rejected('dead') }, /I2: the next candidate scored , not/],
    ['a file that was written', { after: { ...quiet, writtenBytes: 4096 } }, /I3: wrote 4096/],
    ['an open file', { after: { ...quiet, writableFiles: ['/x'] } }, /I3: .*files \/x/],
    ['processes that stay', { after: { ...quiet, workers: 5 } }, /I3: 5 workers/],
    ['descriptors that stay', { after: { ...quiet, descriptors: 60 } }, /I3: 30 descriptors/],
    ['memory that stays', { after: { ...quiet, largestMb: 400 } }, /I4: a worker still holds 400/],
    ['memory that soars', { highestMb: 2000 }, /I4: a worker reached 2000 MB/],
    ['a note with an escape', { evaluation: scored(ONES, '\u001b[2J') }, /I5: control characters/],
  ])('see %s', (_, change, complaint) => {
    const complaints = complaintsAbout({ ...held, ...change }, problem);
    expect(complaints).toEqual([expect.stringMatching(complaint), ...complaints.slice(1)]);
    expect(complaints.length).toBeGreaterThan(0);
  });

  test('measure a message in bytes and see through its marks', () => {
    expect(messageComplaints(rejected('x'.repeat(2048)))).toEqual([]);
    expect(messageComplaints(rejected('x'.repeat(2049)))).toEqual(['I5: a message of 2049 bytes']);
    expect(messageComplaints(rejected('漢'.repeat(700)))).toEqual(['I5: a message of 2100 bytes']);
    expect(messageComplaints(rejected('a\u202eb'))).toHaveLength(1);
    expect(messageComplaints(rejected('two\nlines'))).toEqual([]);
  });
});
