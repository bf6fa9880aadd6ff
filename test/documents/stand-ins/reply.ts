import { createHash } from 'node:crypto';

/**
 * The reply of the model that stands in for a real one: a whole policy for the problem that the prompt is about, with a
 * number that follows from the prompt, so that other prompts bring other programs.
 */
export function standInReply(prompt: string): string {
  const digest = createHash('sha256').update(prompt).digest();
  const share = (digest.readUInt16BE(0) / 0xff_ff).toFixed(4);
  const program = /\bhasSpot\b/.test(prompt) ? untilLate(share) : sleepAfter(share);
  return `Idea: wait for a share of ${share}\n\n\`\`\`ts policy.ts\n${program}\`\`\`\n`;
}

/** For cant-be-late. */
function untilLate(share: string): string {
  return `import type { Policy, Task } from '../../policy.d.ts';

export function createPolicy({ durationSeconds, deadlineSeconds }: Task): Policy {
  const late = ${share} * (deadlineSeconds - durationSeconds);
  return {
    step({ elapsedSeconds, doneSeconds, hasSpot }) {
      if (hasSpot) return 'SPOT';
      return elapsedSeconds - doneSeconds > late ? 'OD' : 'NONE';
    },
  };
}
`;
}

/** For the problem that `adrs new problem` writes. */
function sleepAfter(share: string): string {
  return `import type { Machine, SleepPolicy } from '../../policy.d.ts';

export function createPolicy({ idleWatts, wakeJoules }: Machine): SleepPolicy {
  return {
    timeout(last) {
      return last < 8 ? (${share} * wakeJoules) / idleWatts : 0;
    },
  };
}
`;
}
