import { formatNumber } from '../report/text/format.ts';
import { visibleLine } from '../report/text/visible-text.ts';
import type { ReplyOutcome } from '../session/await-outcome.ts';
import type { MailboxEntry } from '../models/mailbox/answers.ts';

/** Whether the run waits for a reply. */
export const isWaiting = ({ status }: MailboxEntry): boolean =>
  status === 'open' || status === 'claimed';

/** The request that `by` works on, or the oldest that nobody does; undefined when there is none. */
export function nextToAnswer(
  entries: readonly MailboxEntry[],
  by: string | undefined,
): MailboxEntry | undefined {
  const waiting = entries.filter(isWaiting);
  const own = waiting.find(({ status, claimedBy }) => status === 'claimed' && claimedBy === by);
  return own ?? waiting.find(({ status }) => status === 'open');
}

/** What a reply brought, in one line. */
export function outcomeText(outcome: ReplyOutcome | undefined): string {
  switch (outcome?.type) {
    case undefined:
      return 'the log does not tell yet what it brought';
    case 'asked-again':
      return 'it was sent back: the next request says why';
    case 'advice-taken':
      return `taken as ${outcome.notes.length} notes`;
    case 'proposal-dropped':
      return `#${outcome.ordinal} was dropped, ${outcome.reason}: ${visibleLine(outcome.detail)}`;
    case 'program-added': {
      const { id, fitness, reason, placement } = outcome;
      if (fitness === null) return `${id} has no score: ${visibleLine(reason ?? 'unknown')}`;
      return `${id} has a train fitness of ${formatNumber(fitness)}; placement: ${placement}`;
    }
  }
}
