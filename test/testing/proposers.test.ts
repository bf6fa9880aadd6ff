import { describe, expect, test } from 'vitest';
import { ProposalError } from '../../src/core/errors.ts';
import type { Proposal, Proposer } from '../../src/core/proposer.ts';
import { createGeneticProposer } from '../../src/genetic/genetic.ts';
import { createRandomProgramProposer } from '../../src/genetic/random-program.ts';
import { describeProposer } from '../../src/testing/index.ts';
import { proposerLaws } from '../../src/testing/proposer-laws.ts';
import { createTuneProposer } from '../../src/tune/tune.ts';

const code = 'export function choose(load: number): number {\n  return load * 2 + 1;\n}\n';
const declaration = 'export function choose(load: number): number;\n';

describeProposer('genetic', { create: () => createGeneticProposer({ declaration }), code });
describeProposer('random program', {
  create: () => createRandomProgramProposer({ declaration }),
  code,
});
describeProposer('tune', { create: () => createTuneProposer({ maxEvaluations: 8 }), code });

function proposing(make: () => Partial<Proposal>, parts: Partial<Proposer> = {}): Proposer {
  const source = { entry: 'policy.ts', files: { 'policy.ts': code } };
  return {
    name: 'broken',
    maxEvaluations: 0,
    propose: () => Promise.resolve({ source, parents: [], note: '', ...make() }),
    ...parts,
  };
}

let made = 0;
const broken: readonly (readonly [keyof typeof proposerLaws, Proposer])[] = [
  [
    'has a name, that of its model included, and a finite number of evaluations',
    proposing(() => ({}), { model: 'm' }),
  ],
  [
    'offers a program of the problem now and then, and else a ProposalError',
    proposing(() => {
      throw new ProposalError('never');
    }),
  ],
  ['names programs of its brief as parents, each once', proposing(() => ({ parents: ['p7'] }))],
  ['offers the same from the same brief and stream', proposing(() => ({ note: `${(made += 1)}` }))],
  ['offers what JSON carries unchanged', proposing(() => ({ detail: Number.NaN }))],
  [
    'takes no more evaluations than it says',
    proposing(() => ({}), {
      async propose({ parent }, { evaluate }) {
        if (parent === null) throw new ProposalError('nothing');
        await evaluate(parent.source);
        return { source: parent.source, parents: [], note: '' };
      },
    }),
  ],
  [
    'leaves its brief as it is',
    proposing(() => ({}), {
      propose({ parent }) {
        if (parent === null) throw new ProposalError('nothing');
        Object.assign(parent.source.files, { 'other.ts': '' });
        return Promise.resolve({ source: parent.source, parents: [], note: '' });
      },
    }),
  ],
  [
    'offers a program or a ProposalError where there is nothing to change',
    proposing(() => ({ parents: ['p0'] })),
  ],
];

describe('the laws of proposers', () => {
  test.each(broken)('"%s" is false for a broken one', async (law, proposer) => {
    await expect(
      Promise.resolve().then(() => proposerLaws[law]({ create: () => proposer, code })),
    ).rejects.toThrow(/\S/);
  });
});
