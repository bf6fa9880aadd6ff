import type { RunView } from '../../view/run-view.ts';

/** Instead of the head of a chain. */
export const NO_CHAIN =
  'none: an earlier version of adrs wrote this log, and nothing would show that it was changed';

/** The state of a run and why it ended, or where it broke off. */
export function statusText({
  status,
  reason,
  events,
}: Pick<RunView, 'status' | 'reason' | 'events'>): string {
  if (status === 'interrupted') {
    return `interrupted at event ${events} (nothing vouches for what followed)`;
  }
  return reason === null ? status : `${status} (${reason})`;
}
