import { expect, test } from 'vitest';
import { jailHint } from '../../../src/session/doctor/jail-hint.ts';

const PROC = "bwrap: Can't mount proc on /newroot/proc: Operation not permitted";

test.each([
  ['is not installed', { complaint: undefined, isInContainer: false }, /^install bubblewrap/],
  [
    'may not make namespaces',
    { complaint: 'bwrap: No permissions', isInContainer: false },
    /"bwrap: No permissions": allow user/,
  ],
  [
    'may not mount /proc in a container',
    { complaint: PROC, isInContainer: true },
    /Can't mount proc.*systempaths=unconfined/,
  ],
  ['works where the worker does not', { complaint: '', isInContainer: true }, /^bubblewrap works/],
])('the doctor names the remedy where bubblewrap %s', (_, trial, remedy) => {
  expect(jailHint(trial)).toMatch(remedy);
});
