import { ProposalError } from '../core/errors.ts';
import { streamFrom } from '../core/rng.ts';
import { createMutator } from '../genetic/genetic.ts';
import { simplerForm } from '../genetic/simplify.ts';
import { readReply } from '../reply/read-reply.ts';
import { compilePolicy } from '../syntax/compile.ts';
import { normalHash } from '../syntax/normal-form.ts';
import { sketchOf } from '../syntax/shingles.ts';
import type { Asks, Gives, Mutated, TextRequest, TextWorkName } from './requests.ts';

type Doers = { readonly [K in TextWorkName]: (asks: Asks<K>) => Gives<K> };

const doers: Doers = {
  judge({ source }) {
    const compiled = compilePolicy(source);
    return { normalHash: normalHash(source), complaint: compiled.ok ? undefined : compiled };
  },
  hash: ({ source }) => normalHash(source),
  sketch: ({ source }) => sketchOf(source),
  read: ({ reply, context }) => readReply(reply, context),
  mutate,
  simplify: ({ key, ...asks }) => simplerForm({ ...asks, rng: streamFrom(key) }),
};

/** Does one piece of work, however long it takes. */
export function doTextWork({ name, asks }: TextRequest): unknown {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a request has the form that its name says
  return (doers[name] as (asks: unknown) => unknown)(asks);
}

const mutators = new Map<string, ReturnType<typeof createMutator>>();

function mutate({ declaration, brief, key }: Asks<'mutate'>): Mutated {
  const mutator = mutators.get(declaration) ?? createMutator({ declaration });
  mutators.set(declaration, mutator);
  try {
    const proposal = mutator(brief, streamFrom(key));
    return { proposal, normalHash: normalHash(proposal.source) };
  } catch (error) {
    if (!(error instanceof ProposalError)) throw error;
    return { message: error.message, hint: error.hint };
  }
}
