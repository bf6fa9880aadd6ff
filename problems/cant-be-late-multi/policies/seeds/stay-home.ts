import type { Policy, Task } from '../../policy.d.ts';

/**
 * Leaves a zone only when it has no spot machine, for the first one that has. With none, waits until too
 * little slack is left. A job on demand stays there for a while, lest the spot machine be gone soon.
 */
export function createPolicy(task: Task): Policy {
  const slackAtStart = task.deadlineSeconds - task.durationSeconds;
  let onDemandTicks = 0;
  return {
    step({ elapsedSeconds, doneSeconds, machine, zone }, hasSpot) {
      const slack = slackAtStart - (elapsedSeconds - doneSeconds);
      onDemandTicks = machine === 2 ? onDemandTicks + 1 : 0;
      const isResting = machine === 2 && onDemandTicks < /* tune 0..100 */ 60;
      const best = hasSpot[zone] === 1 ? zone : hasSpot.indexOf(1);
      if (best >= 0 && !isResting) return 1 + 3 * best;
      const isShort = slack < /* tune 0..1 */ 0.4 * slackAtStart;
      return (isResting || isShort ? 2 : 0) + 3 * zone;
    },
  };
}
