/** Knows whether calls of the running case were nested too deep. */
export interface OverflowWatch {
  /** To be called with whatever a policy throws or catches. */
  readonly see: (thrown: unknown) => void;
  /** To be called when more calls are nested than a policy may. */
  readonly note: () => void;
  readonly seen: () => boolean;
  /** For the next case. */
  readonly forget: () => void;
}

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- not known to the types of the language yet
const { isError } = Error as unknown as { isError: (this: void, value: unknown) => value is Error };
const { getOwnPropertyDescriptor, getPrototypeOf } = Object;
const overflow = RangeError.prototype;
const suppressing = SuppressedError.prototype;

/** Creates a watch that has seen nothing. */
export function createOverflowWatch(): OverflowWatch {
  let hasSeen = false;
  const see = (thrown: unknown): void => {
    // No error is a proxy: nothing here runs code of the policy.
    if (!isError(thrown)) return;
    const prototype: unknown = getPrototypeOf(thrown);
    if (prototype === overflow) {
      const message: unknown = getOwnPropertyDescriptor(thrown, 'message')?.value;
      if (message === 'Maximum call stack size exceeded') hasSeen = true;
    } else if (prototype === suppressing) {
      see(getOwnPropertyDescriptor(thrown, 'error')?.value);
      see(getOwnPropertyDescriptor(thrown, 'suppressed')?.value);
    }
  };
  return {
    see,
    note() {
      hasSeen = true;
    },
    seen: () => hasSeen,
    forget() {
      hasSeen = false;
    },
  };
}
