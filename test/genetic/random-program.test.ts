import { describe, expect, test } from 'vitest';
import { ProposalError } from '../../src/core/errors.ts';
import { normalHash } from '../../src/syntax/normal-form.ts';
import { parseModule } from '../../src/syntax/parse.ts';
import { createRandomProgramProposer } from '../../src/genetic/random-program.ts';
import { signatureOf } from '../../src/genetic/signature.ts';
import { briefOf, contextOf } from '../fixtures/briefs.ts';
import { samplePolicies, sourceOf } from '../fixtures/load-policies.ts';
import { drivers, runPolicy, survives } from '../fixtures/run-policy.ts';

async function grow(declaration: string, seed: number): Promise<string> {
  const proposer = createRandomProgramProposer({ declaration });
  const { source } = await proposer.propose(briefOf(null), contextOf(seed));
  return source.files['policy.ts'] ?? '';
}

function signature(code: string): string {
  const parsed = parseModule(code);
  if (!parsed.ok) throw new Error(`${parsed.message} in ${code}`);
  return signatureOf(parsed.ast);
}

describe.each(samplePolicies)(
  'programs for the declaration of $name',
  ({ name, code, declaration }) => {
    test('have the declared signature, run, and differ', async () => {
      const hashes = new Set<string | undefined>();
      let viable = 0;
      for (let seed = 0; seed < 40; seed += 1) {
        const grown = await grow(declaration, seed);
        expect(signature(grown)).toBe(signature(code));
        hashes.add(normalHash(sourceOf(grown)));
        if (survives(grown, drivers[name] ?? '')) viable += 1;
      }
      expect(viable).toBeGreaterThan(35);
      expect(hashes.size).toBeGreaterThan(30);
    });
  },
);

test('equal streams grow equal programs', async () => {
  const [policy] = samplePolicies;
  expect(await grow(policy?.declaration ?? '', 5)).toBe(await grow(policy?.declaration ?? '', 5));
});

test('every shape of a declaration gets a value of that shape', async () => {
  const declaration = `
    type Mode = 'fast' | 'slow';
    interface Plan { readonly share: number; readonly mode: Mode; readonly on: boolean }
    export declare function order(sizes: readonly number[], names: readonly { size: number }[]): number[];
    export declare const plan: (load: number) => Plan;
    export declare function mode(load: number, now: Mode): Mode;`;
  const ask = 'return [order([3, 1], []).map((x) => typeof x), plan(2), mode(3, "slow")];';
  for (let seed = 0; seed < 20; seed += 1) {
    expect(runPolicy(await grow(declaration, seed), ask)).toEqual([
      ['number', 'number'],
      {
        share: expect.any(Number),
        mode: expect.stringMatching(/^(fast|slow)$/),
        on: expect.any(Boolean),
      },
      expect.stringMatching(/^(fast|slow)$/),
    ]);
  }
});

test('a declaration without functions, or with a syntax error, is a ProposalError', async () => {
  await expect(grow('export interface A { b: number }', 1)).rejects.toThrow(ProposalError);
  await expect(grow('export declare function', 1)).rejects.toThrow('declares no function');
});
