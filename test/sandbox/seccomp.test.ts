import { describe, expect, test } from 'vitest';
import { seccompFilter } from '../../src/sandbox/seccomp.ts';
import { CLONE, CLONE3, DENIED_CALLS } from '../../src/sandbox/system-calls.ts';

const AUDIT = { x64: 0xc000003e, arm64: 0xc00000b7, i386: 0x40000003 } as const;
const THREAD = 0x10000;
/** The flags with which glibc makes a thread. */
const PTHREAD = 0x3d0f00;
const NEW_USER = 0x10000000;

/** A system call as the kernel shows it to a filter. */
interface SeenCall {
  readonly arch: number;
  readonly number: number;
  readonly argument?: number;
}

/** Runs a filter as the kernel would, on `struct seccomp_data`: `allow`, `kill`, or the errno it fails with. */
function verdict(filter: Uint8Array, { arch, number, argument = 0 }: SeenCall): string | number {
  const data = new DataView(new ArrayBuffer(64));
  data.setUint32(0, number, true);
  data.setUint32(4, arch, true);
  data.setUint32(16, argument, true);
  const program = new DataView(filter.buffer);
  let accumulator = 0;
  for (let at = 0; at < filter.length; at += 8) {
    const operand = program.getUint32(at + 4, true);
    const skip = (holds: boolean): void => {
      at += 8 * program.getUint8(at + (holds ? 2 : 3));
    };
    const code = program.getUint16(at, true);
    if (code === 0x20) accumulator = data.getUint32(operand, true);
    else if (code === 0x15) skip(accumulator === operand);
    else if (code === 0x35) skip(accumulator >= operand);
    else if (code === 0x45) skip((accumulator & operand) !== 0);
    else if (code === 0x06) return nameOf(operand);
    else throw new Error(`instruction ${code} is none of a filter`);
  }
  throw new Error('the filter ends without a verdict');
}

function nameOf(returned: number): string | number {
  if (returned === 0x7fff0000) return 'allow';
  if (returned === 0x80000000) return 'kill';
  if (returned >>> 16 === 5) return returned & 0xffff;
  throw new Error(`the filter returns ${returned}`);
}

function filterOf(arch: string): Uint8Array {
  const filter = seccompFilter(arch);
  if (filter === undefined) throw new Error(`there is no filter for ${arch}`);
  return filter;
}

describe.each(['x64', 'arm64'] as const)('the filter for %s', (arch) => {
  const filter = filterOf(arch);
  const at = (number: number, argument = 0): string | number =>
    verdict(filter, { arch: AUDIT[arch], number, argument });
  const numbers = Object.values(DENIED_CALLS).flatMap(([x64, arm64]) => {
    const number = arch === 'x64' ? x64 : arm64;
    return number === undefined ? [] : [number];
  });

  test('denies every listed call, whatever its arguments', () => {
    expect(numbers.length).toBeGreaterThan(50);
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const number of numbers) expect([at(number), at(number, THREAD)]).toEqual([1, 1]);
  });

  test('allows every other call of the table', () => {
    const others = [...Array(512).keys()].filter(
      (number) => !numbers.includes(number) && number !== CLONE3 && number !== CLONE[arch],
    );
    expect(others.map((number) => at(number))).toEqual(others.map(() => 'allow'));
  });

  test('lets threads be made, and no process', () => {
    expect(at(CLONE[arch], PTHREAD)).toBe('allow');
    expect(at(CLONE[arch], 17)).toBe(1);
    expect(at(CLONE[arch], NEW_USER | 17)).toBe(1);
    expect(at(CLONE3)).toBe(38);
  });

  test('ends a process that calls by another table', () => {
    const other = arch === 'x64' ? AUDIT.arm64 : AUDIT.x64;
    for (const wrong of [other, AUDIT.i386, 0]) {
      expect(verdict(filter, { arch: wrong, number: 0 })).toBe('kill');
    }
  });

  test('is short enough for the kernel', () => {
    expect(filter.length % 8).toBe(0);
    expect(filter.length / 8).toBeLessThanOrEqual(4096);
  });
});

test('x32, the second table of x86-64, is denied as a whole', () => {
  const filter = filterOf('x64');
  for (const number of [0x40000000, 0x40000000 + 41, 0xffffffff]) {
    expect(verdict(filter, { arch: AUDIT.x64, number })).toBe(1);
  }
});

test('a machine whose calls are not known has no filter', () => {
  expect(['riscv64', 'ia32', ''].map(seccompFilter)).toEqual([undefined, undefined, undefined]);
});
