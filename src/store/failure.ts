import Database from 'better-sqlite3';
import { StoreError } from '../core/errors.ts';

/** The hint for a file that something else changed. */
export const RESTORE =
  'something else changed the file; restore the folder of the run from a copy, run.db-wal included';

/** Descriptions and hints by the code of SQLite or of the operating system. */
const ADVICE: readonly (readonly [codes: RegExp, what: string, hint: string])[] = [
  [
    /^(SQLITE_FULL|ENOSPC|EDQUOT)/,
    'the disk is full',
    'free some space and resume the run; everything recorded before is kept',
  ],
  [/^(SQLITE_CORRUPT|SQLITE_NOTADB)/, 'the file is damaged or is no SQLite database', RESTORE],
  [/^SQLITE_ERROR/, 'its tables are not those of a run', RESTORE],
  [
    /^(SQLITE_BUSY|SQLITE_LOCKED)/,
    'another program holds the file',
    'close the program that has the file open and try again',
  ],
  [
    /^(SQLITE_CANTOPEN|SQLITE_READONLY|SQLITE_PERM|SQLITE_AUTH|EACCES|EPERM|EROFS)/,
    'this user may not read or write there',
    'check the owner and the permissions of the folder and its files',
  ],
  [/^(ENOTDIR|EEXIST)/, 'a part of the path is a file', 'name another folder'],
  [/^ENOENT/, 'no folder can be made there', 'name another folder'],
  [
    /^(SQLITE_IOERR|EIO|EFBIG)/,
    'the disk answered with an error',
    'check the disk and the limits on file size, then resume; everything recorded before is kept',
  ],
];

/**
 * Turns an error of SQLite or of the file system into a StoreError with a hint. Anything else is a
 * bug and comes back unchanged. `doing` completes "cannot ...".
 */
export function storeFailure(thrown: unknown, doing: string): unknown {
  const code = codeOf(thrown);
  if (!(thrown instanceof Error) || code === undefined) return thrown;
  const known = ADVICE.find(([codes]) => codes.test(code));
  const what = known === undefined ? thrown.message : known[1];
  return new StoreError(`cannot ${doing}: ${what} (${code})`, {
    cause: thrown,
    hint:
      known?.[2] ?? 'everything recorded before is kept; resume the run when the reason is gone',
  });
}

/** Does `work`; errors of SQLite and of the file system leave it as StoreError. */
export function guarded<T>(doing: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw storeFailure(error, doing);
  }
}

/** The code of an error of SQLite or of a system call; undefined for any other. */
export function codeOf(thrown: unknown): string | undefined {
  if (thrown instanceof Database.SqliteError) return thrown.code;
  const isSystemCall = thrown instanceof Error && 'syscall' in thrown && 'code' in thrown;
  return isSystemCall && typeof thrown.code === 'string' ? thrown.code : undefined;
}
