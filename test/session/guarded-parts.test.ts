import { describe, expect, test } from 'vitest';
import { createTopArchive } from '../../src/archive/top-archive.ts';
import { ModelError, PluginError, ProposalError } from '../../src/core/errors.ts';
import type { LanguageModel } from '../../src/core/model.ts';
import type { Proposal, Proposer } from '../../src/core/proposer.ts';
import type { Archive } from '../../src/core/search.ts';
import { guardedArchive } from '../../src/session/guarded-archive.ts';
import { guardedProposer } from '../../src/session/guarded-proposer.ts';
import { guardedProvider } from '../../src/session/guarded-provider.ts';
import { individual } from '../../src/testing/index.ts';

const FILE = '/far/my-part.ts';
const never = new AbortController().signal;

function fail(): never {
  throw new TypeError('boom');
}

/** As if `FILE` had thrown it. */
function failAtLine(): never {
  const error = new TypeError('boom');
  error.stack = `TypeError: boom\n    at helper (/far/other.ts:3:1)\n    at propose (file://${FILE}:12:7)`;
  throw error;
}

describe('a proposer from outside', () => {
  const proposal: Proposal = {
    source: { entry: 'policy.ts', files: { 'policy.ts': '' } },
    parents: [],
    note: 'a step',
  };
  const proposing = (propose: () => unknown, signal = never): Promise<Proposal> => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- types do not reach a plug-in in JavaScript
    const made = { name: 'mine', maxEvaluations: 3, propose } as Proposer;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it looks at neither
    return guardedProposer(made, FILE).propose({} as never, { signal } as never);
  };

  test('works as without its guard', async () => {
    expect(await proposing(() => Promise.resolve(proposal))).toBe(proposal);
    const reserve = { calls: 1, tokens: 2, usd: 3 };
    const made = { name: 'a@b', maxEvaluations: 2, model: 'b', reserve, propose: fail };
    expect(guardedProposer(made, FILE)).toMatchObject({ name: 'a@b', model: 'b', reserve });
  });

  test('that is an object of a class keeps what the class gives it', async () => {
    class Mine {
      readonly maxEvaluations = 0;
      get name(): string {
        return 'mine';
      }
      propose(): Promise<Proposal> {
        return Promise.resolve({ ...proposal, note: this.name });
      }
    }
    const guarded = guardedProposer(new Mine(), FILE);
    expect(guarded.name).toBe('mine');
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it looks at neither
    const made = await guarded.propose({} as never, { signal: never } as never);
    expect(made.note).toBe('mine');
  });

  test.each([
    ['it throws at once', fail, /^proposer \/far\/my-part\.ts: "propose" threw: boom$/],
    ['it rejects', () => Promise.reject(new Error('later')), /"propose" threw: later/],
    ['its stack says where', failAtLine, /^proposer \/far\/my-part\.ts:12:7: "propose" threw/],
    ['it answers nothing', () => Promise.resolve(undefined), /answered no Proposal/],
    ['it answers a text', () => Promise.resolve('code'), /answered no Proposal/],
    [
      'its entry is no file',
      () => Promise.resolve({ ...proposal, source: { entry: 'a.ts', files: {} } }),
      /answered no Proposal/,
    ],
    [
      'a file is no text',
      () => Promise.resolve({ ...proposal, source: { entry: 'a.ts', files: { 'a.ts': 1 } } }),
      /answered no Proposal/,
    ],
    [
      'it names no parents',
      () => Promise.resolve({ ...proposal, parents: undefined }),
      /answered no Proposal/,
    ],
  ])('is named when %s', async (_what, propose, says) => {
    await expect(proposing(propose)).rejects.toThrow(PluginError);
    await expect(proposing(propose)).rejects.toThrow(says);
  });

  test('may have nothing to offer, and may be aborted', async () => {
    const nothing = new ProposalError('nothing');
    await expect(proposing(() => Promise.reject(nothing))).rejects.toBe(nothing);
    const aborted = AbortSignal.abort(new Error('stopped'));
    await expect(proposing(fail, aborted)).rejects.toThrow('stopped');
  });
});

describe('an archive from outside', () => {
  const top = (): Archive => createTopArchive({ size: 2 });
  const use = (archive: Archive): unknown => {
    const placement = archive.add(individual({ id: 'p0', fitness: 1 }));
    return [placement, archive.elites(), archive.size];
  };

  test('works as without its guard', () => {
    expect(use(guardedArchive(top(), FILE))).toEqual(use(top()));
  });

  test.each([
    ['add that throws', { add: fail }, /^archive \/far\/my-part\.ts: "add" threw: boom/],
    ['elites that throw', { elites: fail }, /"elites" threw: boom/],
    ['a placement that is none', { add: () => 'kept' }, /"add" answered "kept"/],
    ['no placement', { add: () => undefined }, /"add" answered undefined/],
  ])('is named by a failure: %s', (_what, changes, says) => {
    const parts = { ...top(), size: 0, ...changes };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- types do not reach a plug-in in JavaScript
    const archive = guardedArchive(parts as Archive, FILE);
    expect(() => use(archive)).toThrow(PluginError);
    expect(() => use(archive)).toThrow(says);
  });
});

describe('a model of a provider from outside', () => {
  const completing = (complete: () => Promise<never>, signal = never): Promise<unknown> => {
    const free = { input: 0, output: 0, cachedInput: 0, cacheWrite: 0 };
    const made: LanguageModel = {
      name: 'm',
      identity: 'm',
      maxOutputTokens: 1,
      price: free,
      complete,
    };
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it looks at nothing
    return guardedProvider(made, FILE).complete({} as never, signal);
  };

  test('is named by what it throws, but for failures of a call and an abort', async () => {
    await expect(completing(fail)).rejects.toThrow(
      /^provider \/far\/my-part\.ts: "complete" threw: boom/,
    );
    const busy = new ModelError('busy', { kind: 'server' });
    await expect(completing(() => Promise.reject(busy))).rejects.toBe(busy);
    const aborted = AbortSignal.abort(new Error('stopped'));
    await expect(completing(fail, aborted)).rejects.toThrow('stopped');
  });
});
