import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** What bubblewrap did when it was asked for the least that a jail needs. */
export interface JailTrial {
  /** What it wrote as it failed; empty where it worked, undefined where it is not installed. */
  readonly complaint: string | undefined;
  readonly isInContainer: boolean;
}

const TRIAL = '--unshare-user --unshare-pid --unshare-net --ro-bind / / --proc /proc -- true';

/** Tries bubblewrap without the rest of a worker's jail. */
export function tryBubblewrap(): JailTrial {
  const { error, status, stderr } = spawnSync('bwrap', TRIAL.split(' '), { timeout: 20_000 });
  const said = status === 0 ? '' : (stderr?.toString().trim() ?? '') || 'it failed';
  return {
    complaint: error === undefined ? said : undefined,
    isInContainer: existsSync('/.dockerenv') || existsSync('/run/.containerenv'),
  };
}

/**
 * The remedy where no worker is jailed. In a container the engine must allow what bubblewrap does: its default filter
 * of system calls forbids namespaces, and its masks over /proc forbid a fresh one.
 */
export function jailHint({ complaint, isInContainer }: JailTrial): string {
  if (complaint === undefined) {
    return 'install bubblewrap (apt-get install bubblewrap) and allow user namespaces, for a second wall';
  }
  if (complaint === '') {
    return 'bubblewrap works, and a worker does not start in it: is adrs in a folder that all may read?';
  }
  const remedy = isInContainer ? IN_A_CONTAINER : ON_A_MACHINE;
  return `bubblewrap says "${complaint.split('\n')[0] ?? ''}": ${remedy}`;
}

const IN_A_CONTAINER =
  'start the container with --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined, so that it may make user namespaces and mount a /proc of its own';
const ON_A_MACHINE =
  'allow user namespaces: sysctl user.max_user_namespaces, and where there is one kernel.unprivileged_userns_clone=1 or kernel.apparmor_restrict_unprivileged_userns=0';
