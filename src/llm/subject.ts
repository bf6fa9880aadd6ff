import type { Brief } from '../core/proposer.ts';
import { ProposalError } from '../core/errors.ts';
import type { Program } from '../core/program.ts';
import type { Rng } from '../core/rng.ts';

const PROPOSAL_KINDS = [
  'improve',
  'rewrite',
  'cross',
  'repair',
  'explore',
  'simplify',
  'draft',
] as const;

/** Kinds of proposals that models make. */
export type ProposalKind = (typeof PROPOSAL_KINDS)[number];

/** Whether a word says what a model can be asked to do. */
export function isProposalKind(word: string): word is ProposalKind {
  return PROPOSAL_KINDS.some((kind) => kind === word);
}

/** The programs that a request is about. */
export interface Subject {
  /** The one that edits apply to; null for a program from nothing. */
  readonly program: Program | null;
  readonly partner?: Program | undefined;
  readonly rejected?: Program | undefined;
  /** Ids of the programs whose text is used, the changed one first. */
  readonly parents: readonly string[];
}

/** Picks the programs that a brief offers for a kind. Throws ProposalError when it offers none. */
export function subjectOf(kind: ProposalKind, brief: Brief, rng: Rng): Subject {
  if (kind === 'draft') return { program: null, parents: [] };
  if (kind === 'repair') return rejectedSubject(brief, rng);
  const { parent } = brief;
  if (parent === null) throw new ProposalError(`${kind}: the brief has no program to change`);
  if (kind !== 'cross') return { program: parent, parents: [parent.id] };
  const partners = brief.inspirations.filter(
    ({ id, evaluation }) => id !== parent.id && evaluation.status === 'scored',
  );
  if (partners.length === 0) throw new ProposalError('cross: the brief has no second parent');
  const partner = rng.fork('partner').pick(partners);
  return { program: parent, partner, parents: [parent.id, partner.id] };
}

function rejectedSubject(brief: Brief, rng: Rng): Subject {
  const { rejected } = brief.background();
  if (rejected.length === 0) throw new ProposalError('repair: no program waits for repair');
  const program = rng.fork('rejected').pick(rejected);
  return { program, rejected: program, parents: [program.id] };
}
