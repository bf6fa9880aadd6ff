import { gridKind, paretoKind, topArchiveKind } from '../archive/archive-kinds.ts';
import type {
  ArchiveKind,
  Kind,
  Kinds,
  ProposerKind,
  ProviderKind,
  SearchKind,
} from '../core/kinds.ts';
import { geneticKind, randomProgramKind } from '../genetic/proposer-kinds.ts';
import {
  crossKind,
  draftKind,
  exploreKind,
  improveKind,
  repairKind,
  rewriteKind,
  simplifyKind,
  sStarKind,
} from '../llm/proposer-kinds.ts';
import { mailboxKind } from '../models/mailbox/provider-kind.ts';
import { anthropicKind, commandKind, openAiKind } from '../models/providers/provider-kinds.ts';
import { beamKind, bestOfNKind, randomKind, topSearchKind } from '../search/baseline-kinds.ts';
import { islandsKind } from '../search/island-kind.ts';
import { tuneKind } from '../tune/proposer-kind.ts';

const SEARCHES: readonly SearchKind[] = [
  islandsKind,
  topSearchKind,
  bestOfNKind,
  randomKind,
  beamKind,
];

const ARCHIVES: readonly ArchiveKind[] = [gridKind, paretoKind, topArchiveKind];

const PROPOSERS: readonly ProposerKind[] = [
  geneticKind,
  tuneKind,
  randomProgramKind,
  improveKind,
  rewriteKind,
  crossKind,
  repairKind,
  exploreKind,
  simplifyKind,
  draftKind,
  sStarKind,
];

/** `model: auto` looks for the keys of hosted ones in this order. */
const PROVIDERS: readonly ProviderKind[] = [anthropicKind, openAiKind, mailboxKind, commandKind];

const WITHOUT_MODEL = [{ name: 'genetic' }, { name: 'tune' }];
/**
 * Shares of the cost at the start. Small changes help most often; a new algorithm, a repair and a
 * crossing are tried now and then; evaluations that models leave over go to the two that need none.
 */
const WITH_MODEL = [
  { name: 'improve', weight: 3 },
  { name: 'rewrite', weight: 1 },
  { name: 'cross', weight: 1 },
  { name: 'repair', weight: 1 },
  { name: 'explore', weight: 1 },
  { name: 'simplify', weight: 0.5 },
  { name: 'tune', weight: 1 },
  { name: 'genetic', weight: 1 },
];

/** The kinds that come with adrs. */
export const KINDS: Kinds = {
  searches: byName(SEARCHES),
  archives: byName(ARCHIVES),
  proposers: byName(PROPOSERS),
  providers: byName(PROVIDERS),
  defaultProposers: { withModel: WITH_MODEL, withoutModel: WITHOUT_MODEL },
};

function byName<K extends Kind>(kinds: readonly K[]): ReadonlyMap<string, K> {
  return new Map(kinds.map((kind) => [kind.name, kind]));
}
