/**
 * How deep the calls of a policy may nest. Each counts once for every 2 KB that its frame on the engine's stack can
 * take, however the engine has compiled the code: nearly every function counts once (docs/decisions/nested-calls.md).
 */
export const NESTED_CALLS = { most: 10_000, bytes: 2048 } as const;

/** The verdict on a policy that goes beyond. */
export const TOO_DEEP = `more than ${NESTED_CALLS.most} nested calls`;

/** The stack of a thread that runs policies: what may nest takes two thirds of it at most. */
export const STACK_BYTES = 32 * 2 ** 20;
