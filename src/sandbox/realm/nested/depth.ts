/** Counter of the calls of a policy that are nested in each other. */
export interface Depth {
  /** What compiled code counts in. */
  readonly cell: { n: number };
  /** To be called when there are too many: throws RangeError, and the case has failed. */
  readonly over: () => never;
  /** Adds nested calls; answers what `leave` needs. Throws as `over` does. */
  readonly enter: (calls: number) => number;
  readonly leave: (before: number) => void;
  /** Whether so many more would not be too many. */
  readonly hasRoomFor: (calls: number) => boolean;
  /** What is known of the policy: as how many nested calls its largest function counts. */
  most: number;
  /** Whether the engine may call its functions where its text shows no call. */
  isHidden: boolean;
}

/** Creates a counter that allows `limit` nested calls and tells `note` when there are more. */
export function createDepth(limit: number, note: () => void): Depth {
  const RealRangeError = RangeError;
  const cell = { n: 0 };
  const over = (): never => {
    note();
    throw new RealRangeError(`more than ${limit} nested calls`);
  };
  return {
    cell,
    over,
    enter(calls) {
      const before = cell.n;
      if (before + calls > limit) over();
      cell.n = before + calls;
      return before;
    },
    leave(before) {
      cell.n = before;
    },
    hasRoomFor: (calls) => cell.n + calls <= limit,
    most: 1,
    isHidden: true,
  };
}

/** What builtins of a realm are charged and counted by. */
export interface Tools {
  /** Takes steps, where they are counted. */
  readonly charge: (steps: number) => void;
  readonly isCharging: boolean;
  readonly depth: Depth;
}
