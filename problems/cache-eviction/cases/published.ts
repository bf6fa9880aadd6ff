import { ConfigError, type CaseSet } from 'adrs-lab';
import { readBytes } from '../../shared/data/read-data.ts';
import type { CacheCase, Trace } from './workload.ts';

const FILE = 'cloudPhysicsIO.oracleGeneral.bin.gz';
/** Little-endian: u32 time, u64 object, u32 bytes, i64 next request, of which the last is not read. */
const RECORD_BYTES = 24;
const MEBIBYTE = 2 ** 20;
const PUBLISHED_MIB = [128, 256, 384, 512, 640, 768, 896, 1024] as const;
/** Share of the bytes of all objects in split `tenth`: PolicySmith's and libCacheSim's usual cache. */
const TENTH = 0.1;

/**
 * Splits `public` (the sample trace of libCacheSim with the eight published cache sizes) and `tenth` (a
 * tenth of its bytes). Throws ConfigError when the file is missing or is no such trace.
 */
export async function readOracleTrace(
  folder: string,
): Promise<Readonly<Record<string, CaseSet<CacheCase>>>> {
  const { requests, sizes } = parseOracleTrace(await readBytes(folder, FILE));
  const caseOf = (id: string, capacity: number): CacheCase => {
    return { id, group: 'cloudphysics', capacity, sizes, requests };
  };
  const footprint = sizes.reduce((sum, size) => sum + size, 0);
  return {
    public: () => PUBLISHED_MIB.map((mib) => caseOf(`${mib}-MiB`, mib * MEBIBYTE)),
    tenth: () => [caseOf('tenth', Math.floor(TENTH * footprint))],
  };
}

/**
 * Reads a trace in the format `oracleGeneral` of libCacheSim. Objects are numbered in the order of their
 * first request. Throws ConfigError when it is none, when a size is 0, or when an object changes its size.
 */
export function parseOracleTrace(bytes: Uint8Array): Omit<Trace, 'capacity'> {
  const odd = (what: string): ConfigError => new ConfigError(`the trace is not usable: ${what}`);
  if (bytes.length === 0 || bytes.length % RECORD_BYTES !== 0) {
    throw odd(`${bytes.length} bytes are not a number of records of ${RECORD_BYTES}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const numbers = new Map<bigint, number>();
  const sizes: number[] = [];
  const requests: number[] = [];
  for (let at = 0; at < bytes.length; at += RECORD_BYTES) {
    const name = view.getBigUint64(at + 4, true);
    const size = view.getUint32(at + 12, true);
    const object = numbers.get(name) ?? sizes.push(size) - 1;
    numbers.set(name, object);
    if (size === 0) throw odd(`object ${name} has no bytes`);
    if (sizes[object] !== size) throw odd(`object ${name} changes its size`);
    requests.push(object);
  }
  return { requests, sizes };
}
