import type { AttackRow, ProblemName } from './attack-row.ts';

/** The policy of a problem that holds the row's attack; undefined when the row is not for it. */
export function policyWith(row: AttackRow, problem: ProblemName): string | undefined {
  if (row.whole !== undefined) return row.whole.problem === problem ? row.whole.text : undefined;
  return [row.load ?? '', `const attack: any = (${row.attack});`, WRAPPERS[problem], row.tail ?? '']
    .join('\n')
    .trimStart();
}

/** 1 and 0 are honest answers in both problems; all else reaches the evaluator as it is. */
const WRAPPERS: Readonly<Record<ProblemName, string>> = {
  'cant-be-late': `export function createPolicy() {
  return {
    step(now: any) {
      const answer = attack(now.elapsedSeconds, now);
      return answer === 1 ? 'OD' : answer === 0 ? (now.hasSpot ? 'SPOT' : 'NONE') : answer;
    },
  };
}`,
  'bin-packing': `export function priority(item: number, remaining: any, scores: any, count: number) {
  const answer = attack(item, remaining);
  for (let bin = 0; bin < count; bin += 1) scores[bin] = answer;
}`,
};
