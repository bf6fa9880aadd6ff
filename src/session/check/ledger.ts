import {
  faultsUnder,
  placeText,
  Unjudged,
  type Fault,
  type Finding,
  type Law,
} from '../../testing/problem/law.ts';
import type { FoundSoFar } from './messages.ts';
import type { LawResult, ReportedFault } from './report.ts';

/** What a check has found so far. */
export interface CheckLedger {
  /** Checks a law and keeps what comes of it. `about` names the subject where it is not the whole problem. */
  judge<S>(law: Law<S>, subject: S, about?: string): Promise<void>;
  /** In the order of the laws; what is told of several subjects alike is one fault. */
  faults(): readonly ReportedFault[];
  results(): readonly LawResult[];
}

/** Makes a ledger of the problem in `folder`. `onLaw` is called before each law. */
export function createCheckLedger(
  folder: string,
  onLaw: (text: string, found: FoundSoFar) => void,
): CheckLedger {
  const faults = new Map<string, ReportedFault>();
  const results: LawResult[] = [];
  const keep = (fault: Fault, about: string | undefined): void => {
    const key = keyOf(fault);
    const known = faults.get(key) ?? { ...fault, subjects: [] };
    const subjects = about === undefined ? known.subjects : [...known.subjects, about];
    faults.set(key, { ...known, subjects: [...new Set(subjects)] });
  };
  return {
    async judge(law, subject, about) {
      const text = about === undefined ? law.name : `${about}: ${law.name}`;
      onLaw(text, { faults: [...faults.values()], laws: [...results] });
      const startedAt = performance.now();
      const { name, meaning } = law;
      const note = (status: LawResult['status'], reason?: string): void =>
        void results.push({
          name,
          meaning,
          ...(about === undefined ? {} : { subject: about }),
          status,
          ...(reason === undefined ? {} : { reason }),
          seconds: (performance.now() - startedAt) / 1000,
        });
      try {
        const found = await faultsUnder(law, { subject, folder });
        for (const fault of found) keep(fault, about);
        note(found.length === 0 ? 'holds' : 'broken');
      } catch (thrown) {
        if (!(thrown instanceof Unjudged)) throw thrown;
        note('unjudged', thrown.message);
      }
    },
    faults: () => [...faults.values()],
    results: () => results,
  };
}

/** The same sentence about the same place is the same fault, whatever law it breaks. */
function keyOf({ message, place }: Pick<Finding, 'message'> & Pick<Fault, 'place'>): string {
  return `${placeText(place)} ${message}`;
}
