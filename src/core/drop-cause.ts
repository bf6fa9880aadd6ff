import type { ProposalDropped } from './events.ts';

/** Why a proposal brought no program, as precisely as the log tells: `truncated`, `timeout`, `duplicate`. */
export function dropCauseOf({ reason, cause }: Pick<ProposalDropped, 'reason' | 'cause'>): string {
  return cause ?? reason;
}

const ANOTHER_MODEL = 'name a model under models that follows the form of replies';
const EDITS =
  'let models write whole programs (proposers: [rewrite]), or name another model under models';
const NEWER = 'add explore to proposers, or lower novelty.threshold';
const SERVER = 'see to the server of the model (models.NAME.baseUrl; adrs models FILE asks it)';

const REMEDIES: Readonly<Record<string, string>> = {
  'prompt-too-long':
    'raise promptTokens in the options of the proposers, or let programs be shorter (proposers: simplify)',
  truncated: 'raise models.NAME.maxTokens',
  empty: 'raise models.NAME.maxTokens (thoughts may use up the reply), or name another model',
  'too-large': 'let models edit (proposers: [improve]), or name another model under models',
  'no-code': ANOTHER_MODEL,
  'several-programs': ANOTHER_MODEL,
  'malformed-edit': EDITS,
  'no-match': EDITS,
  ambiguous: EDITS,
  overlapping: EDITS,
  'outside-block': EDITS,
  'bad-path': ANOTHER_MODEL,
  'unknown-file': ANOTHER_MODEL,
  syntax: 'name a model under models that writes TypeScript',
  types: 'name a model under models that writes TypeScript',
  refusal: 'name another model under models: this one declines',
  'content-filter': 'name another model under models: the provider withholds its replies',
  'no-op': NEWER,
  duplicate: NEWER,
  'too-similar': NEWER,
  budget: 'raise budget.usd, budget.tokens or budget.calls',
  timeout: 'raise models.NAME.timeoutSeconds',
  'rate-limit': 'set models.NAME.requestsPerMinute, or lower models.NAME.concurrency',
  malformed: SERVER,
  server: SERVER,
  connection: SERVER,
  unavailable: SERVER,
  request: SERVER,
  screened: 'raise cascade.threshold, or leave cascade out',
};

/** The key of the run file that mends a cause, with what to do; undefined where there is none. */
export function remedyFor(cause: string): string | undefined {
  return Object.hasOwn(REMEDIES, cause) ? REMEDIES[cause] : undefined;
}
