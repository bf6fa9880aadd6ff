import { CLONE, CLONE3, DENIED_CALLS, type FilteredArch } from './system-calls.ts';

/** Audit numbers of `linux/audit.h`, by which the kernel tells a filter whose table a call's number is from. */
const AUDIT_ARCH: Readonly<Record<FilteredArch, number>> = { x64: 0xc000003e, arm64: 0xc00000b7 };

// Classic BPF, `linux/bpf_common.h`; a filter reads `struct seccomp_data` of `linux/seccomp.h`.
const LOAD_WORD = 0x20;
const JUMP_IF_EQUAL = 0x15;
const JUMP_IF_AT_LEAST = 0x35;
const JUMP_IF_SET = 0x45;
const RETURN = 0x06;
const NUMBER_AT = 0;
const ARCH_AT = 4;
/** The lower half of the first argument; both machines are little-endian. */
const ARGUMENT_AT = 16;

const ALLOW = 0x7fff0000;
const KILL_PROCESS = 0x80000000;
const FAIL_WITH = 0x00050000;
const EPERM = 1;
const ENOSYS = 38;

/** Numbers from here on are those of x32, a second table of x86-64. */
const X32_START = 0x40000000;
const CLONE_THREAD = 0x00010000;

interface Instruction {
  readonly code: number;
  /** Instructions to skip when the condition holds, and when it does not. */
  readonly skips?: readonly [number, number];
  readonly operand: number;
}

/**
 * A seccomp filter for workers as the kernel takes it, an array of `struct sock_filter`. Denied calls fail with
 * EPERM, and so does making a process; `clone3`, whose flags a filter cannot read, is said not to exist, so that
 * threads are made by `clone`. A call by another table than that of `arch` ends the process.
 *
 * Undefined for a machine whose calls are not known.
 */
export function seccompFilter(arch: string): Uint8Array | undefined {
  if (arch !== 'x64' && arch !== 'arm64') return undefined;
  const numbers = Object.values(DENIED_CALLS).map(([x64, arm64]) => (arch === 'x64' ? x64 : arm64));
  const refuse = (number: number | undefined): readonly Instruction[] =>
    number === undefined ? [] : failIfEqual(number, EPERM);
  return encoded([
    { code: LOAD_WORD, operand: ARCH_AT },
    { code: JUMP_IF_EQUAL, operand: AUDIT_ARCH[arch], skips: [1, 0] },
    { code: RETURN, operand: KILL_PROCESS },
    { code: LOAD_WORD, operand: NUMBER_AT },
    ...(arch === 'x64'
      ? [
          { code: JUMP_IF_AT_LEAST, operand: X32_START, skips: [0, 1] } as const,
          { code: RETURN, operand: FAIL_WITH | EPERM },
        ]
      : []),
    ...numbers.flatMap(refuse),
    ...failIfEqual(CLONE3, ENOSYS),
    { code: JUMP_IF_EQUAL, operand: CLONE[arch], skips: [1, 0] },
    { code: RETURN, operand: ALLOW },
    { code: LOAD_WORD, operand: ARGUMENT_AT },
    { code: JUMP_IF_SET, operand: CLONE_THREAD, skips: [1, 0] },
    { code: RETURN, operand: FAIL_WITH | EPERM },
    { code: RETURN, operand: ALLOW },
  ]);
}

function failIfEqual(number: number, errno: number): readonly Instruction[] {
  return [
    { code: JUMP_IF_EQUAL, operand: number, skips: [0, 1] },
    { code: RETURN, operand: FAIL_WITH | errno },
  ];
}

const INSTRUCTION_BYTES = 8;

/** Both machines are little-endian. */
function encoded(instructions: readonly Instruction[]): Uint8Array {
  const bytes = new Uint8Array(instructions.length * INSTRUCTION_BYTES);
  const view = new DataView(bytes.buffer);
  for (const [index, { code, skips = [0, 0], operand }] of instructions.entries()) {
    const at = index * INSTRUCTION_BYTES;
    view.setUint16(at, code, true);
    view.setUint8(at + 2, skips[0]);
    view.setUint8(at + 3, skips[1]);
    view.setUint32(at + 4, operand, true);
  }
  return bytes;
}
