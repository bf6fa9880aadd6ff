/** Members of a job's progress: 32-bit integers that the simulation's realm writes and the worker watches. */
export const PROGRESS = {
  /** Position of the running case; `LOADING` and `SETTING_UP` before the first. */
  position: 0,
  /** 1 while policy code runs. Only where steps are counted. */
  inPolicy: 1,
  /** Cases that are done. */
  done: 2,
  /** Number of members. */
  length: 3,
} as const;

/** No code of the policy has run yet. */
export const SETTING_UP = -2;

/** The policy's modules run for the first time. */
export const LOADING = -1;
