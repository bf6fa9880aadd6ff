/* oxlint-disable vitest/no-standalone-expect -- the laws run inside the tests of describeProposer */
import { expect } from 'vitest';
import { defineProblem } from '../core/define-problem.ts';
import { ProposalError } from '../core/errors.ts';
import { hashOf } from '../core/hash.ts';
import type { Background, Brief, Proposal, ProposeContext, Proposer } from '../core/proposer.ts';
import { createRng } from '../core/rng.ts';
import { program, scored } from './fixtures.ts';

/** The proposers that the laws of proposers are tested with. */
export interface ProposerWorld {
  /** Makes a new proposer. */
  readonly create: () => Proposer;
  /** Text of the program to change; a second one has another comment. */
  readonly code: string;
}

const SEEDS = Array.from({ length: 20 }, (_, seed) => seed);

/** Sentences that hold for every proposer; each function rejects when its sentence is false. */
export const proposerLaws = {
  'has a name, that of its model included, and a finite number of evaluations': ({ create }) => {
    const { name, model, maxEvaluations } = create();
    expect(name).toMatch(model === undefined ? /^[a-z][\w-]*$/ : /^[a-z][\w-]*@/);
    expect(name.endsWith(`@${model}`)).toBe(model !== undefined);
    expect(maxEvaluations).toBeGreaterThanOrEqual(0);
    expect(maxEvaluations).toBeLessThan(Infinity);
    return Promise.resolve();
  },

  'offers a program of the problem now and then, and else a ProposalError': async (world) => {
    const offers = await Promise.all(SEEDS.map((seed) => offerOf(world, seed)));
    const proposals = offers.flatMap(({ proposal }) => proposal ?? []);
    expect(proposals).not.toEqual([]);
    for (const { source } of proposals) {
      expect(source.entry).toBe('policy.ts');
      expect(typeof source.files[source.entry]).toBe('string');
    }
  },

  'names programs of its brief as parents, each once': async (world) => {
    for (const seed of SEEDS) {
      const { proposal } = await offerOf(world, seed);
      const parents = proposal?.parents ?? [];
      expect(new Set(parents).size).toBe(parents.length);
      expect(parents.filter((id) => id !== 'p0' && id !== 'p1')).toEqual([]);
    }
  },

  'offers the same from the same brief and stream': async (world) => {
    for (const seed of SEEDS) {
      const [one, other] = [await offerOf(world, seed), await offerOf(world, seed)];
      expect(other.proposal).toEqual(one.proposal);
    }
  },

  'offers what JSON carries unchanged': async (world) => {
    const { proposal = null } = await offerOf(world, 1);
    expect(JSON.parse(JSON.stringify(proposal))).toEqual(proposal);
  },

  'takes no more evaluations than it says': async (world) => {
    for (const seed of SEEDS) {
      const { evaluations } = await offerOf(world, seed);
      expect(evaluations).toBeLessThanOrEqual(world.create().maxEvaluations);
    }
  },

  'leaves its brief as it is': async (world) => {
    const brief = briefOf(world.code);
    const before = hashOf({ parent: brief.parent, inspirations: brief.inspirations });
    await offerOf(world, 1, brief);
    expect(hashOf({ parent: brief.parent, inspirations: brief.inspirations })).toBe(before);
  },

  'offers a program or a ProposalError where there is nothing to change': async (world) => {
    const { proposal } = await offerOf(world, 1, briefOf(null));
    expect(proposal?.parents ?? []).toEqual([]);
  },
} as const satisfies Readonly<Record<string, (world: ProposerWorld) => Promise<void>>>;

/** The outcome of a brief. Rejects with any error but a ProposalError. */
async function offerOf(
  { create, code }: ProposerWorld,
  seed: number,
  brief = briefOf(code),
): Promise<{ readonly proposal: Proposal | undefined; readonly evaluations: number }> {
  let evaluations = 0;
  const context = contextOf(seed, (share) => (evaluations += share));
  const proposal = await create()
    .propose(brief, context)
    .catch((error: unknown) => {
      if (error instanceof ProposalError) return undefined;
      throw error;
    });
  return { proposal, evaluations };
}

const problem = defineProblem({
  name: 'contract',
  title: 'Contract',
  statement: 'A problem for the contract of proposers.',
  policy: { entry: 'policy.ts', declaration: new URL('file:///policy.d.ts') },
  seeds: [{ name: 'seed', file: new URL('file:///seed.ts') }],
  baselines: [],
  cases: { train: () => [], validation: () => [], test: () => [] },
  objective: { metric: 'value', direction: 'maximize', unit: '1', worst: () => 0 },
  features: [],
  evaluator: {
    name: 'none',
    measure: () => Promise.reject(new TypeError('nothing is measured here')),
    fingerprint: () => Promise.resolve('none'),
  },
});

const NOTHING_KNOWN: Background = {
  references: [],
  best: null,
  parentNote: '',
  ancestors: [],
  attempts: [],
  rejected: [],
  recent: [],
  notes: {},
};

function briefOf(code: string | null): Brief {
  const textOf = (text: string) => ({ entry: 'policy.ts', files: { 'policy.ts': text } });
  const parent = code === null ? null : program({ source: textOf(code) });
  const other = program({ ordinal: 1, source: textOf(`// another\n${code ?? ''}`) });
  return {
    problem,
    ordinal: 10,
    island: 0,
    parent,
    inspirations: parent === null ? [] : [other],
    background: () => NOTHING_KNOWN,
  };
}

const TRAIN_CASES = 8;

/** A context whose models answer directly and whose fitness is a number drawn from the text. */
function contextOf(seed: number, spend: (share: number) => void): ProposeContext {
  const signal = new AbortController().signal;
  let calls = 0;
  return {
    rng: createRng(seed),
    signal,
    trainCases: TRAIN_CASES,
    evaluate(source, cases) {
      spend((cases?.length ?? TRAIN_CASES) / TRAIN_CASES);
      return Promise.resolve(scored({ fitness: createRng(hashOf(source)).next() }));
    },
    review: () => Promise.resolve(undefined),
    async complete(model, question) {
      calls += 1;
      const key = hashOf({ seed, calls });
      return { ...(await model.complete({ ...question, key }, signal)), key };
    },
  };
}
