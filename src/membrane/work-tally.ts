import { DEFAULT_WORK } from '../core/default-work.ts';
import type { CaseReport } from './membrane.ts';

/** The work of a job's cases. */
export interface WorkTally {
  /** Takes a case into account. Answers the reason to run no more cases, if there is one. */
  note(
    report: CaseReport,
    place: { readonly id: string; readonly position: number },
  ): string | undefined;
  /** The case that took the most steps so far. */
  most(): { readonly position: number; readonly steps: number } | undefined;
}

type Kind = 'steps' | 'events';

interface Work {
  readonly id: string;
  readonly position: number;
  readonly steps: number;
  readonly events: number;
}

/**
 * Creates an empty tally. Its texts are the same whether steps were counted or not: they name steps only where
 * steps ended a case.
 */
export function createWorkTally(limits: {
  readonly maxSteps: number | undefined;
  readonly cases: number;
}): WorkTally {
  const { maxSteps = Infinity, cases } = limits;
  const most: Partial<Record<Kind, Work>> = {};
  let done = 0;
  let wasted = 0;

  const verdict = (kind: Kind, id: string): string => {
    const heaviest = most[kind];
    const before =
      heaviest === undefined
        ? ''
        : `; among them ${heaviest.id} took the most, ${heaviest[kind]} ${kind}`;
    return `case ${id} ended the evaluation; ${done} of ${cases} cases were done before it${before}`;
  };
  return {
    note({ failure, steps, events }, place) {
      const work = { ...place, steps, events };
      if (failure?.kind === 'timed-out') {
        const kind = steps > maxSteps ? 'steps' : 'events';
        wasted += work[kind] / DEFAULT_WORK[kind];
        if (wasted >= 1) return `${failure.message}: ${verdict(kind, place.id)}`;
      }
      done += 1;
      for (const kind of ['steps', 'events'] as const) {
        if (work[kind] > (most[kind]?.[kind] ?? -1)) most[kind] = work;
      }
      return undefined;
    },
    most: () => most.steps && { position: most.steps.position, steps: most.steps.steps },
  };
}
