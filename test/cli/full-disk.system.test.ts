import { spawnSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ADRS, createWorkplace, start, untilSpent } from './processes.ts';

/** Runs in `$0` on a disk of 2 MB with a quarter of it free; then makes room and goes on. */
const FILL_AND_FREE = `
mount -t tmpfs -o size=2m none "$0"
head -c 1500000 /dev/zero > "$0/filler"
"$1" "$2" run "$3" --out "$0/run" $4 >&2; echo "run $?"
rm "$0/filler"
"$1" "$2" resume "$0/run" >&2; echo "resume $?"
"$1" "$2" show "$0/run" --json
"$1" "$2" run "$3" --out "$5" $4 >&2; echo "undisturbed $?"
"$1" "$2" show "$5" --json`;

/** The rest may mount in a private namespace. */
const APART = ['unshare', '--mount', '--map-root-user'] as const;
const [program, ...flags] = APART;
const canMount = spawnSync(program, [...flags, 'true']).status === 0;

test('a full disk stops a run with everything recorded; with room again it ends as if undisturbed', async ({
  skip,
}) => {
  if (!canMount) {
    process.stderr.write('\nNOT CHECKED on this machine: a full disk (no mount namespaces)\n');
    skip('no mount namespaces here');
  }
  await using place = await createWorkplace();
  const disk = path.join(place.folder, 'disk');
  await mkdir(disk);
  const settings = untilSpent(60).join(' ');
  const undisturbed = path.join(place.folder, 'undisturbed');
  const script = ['sh', '-c', FILL_AND_FREE, disk, ...ADRS, place.runFile, settings, undisturbed];
  const { out, err } = await start([...APART, ...script]).ended;

  expect(err).toMatch(/^E_STORE cannot write .*: the disk is full .*\n {2}hint: free some space/m);
  const [stopped, resumed, shown = '', whole, expected = ''] = out.trimEnd().split('\n');
  expect([stopped, resumed, whole]).toEqual(['run 1', 'resume 0', 'undisturbed 0']);
  expect(essence(shown)).toEqual(essence(expected));
  expect(JSON.parse(shown)).toMatchObject({ status: 'finished', evaluations: 60 });
});

function essence(text: string): unknown {
  const view: unknown = JSON.parse(text);
  expect(view).toMatchObject({ logHash: expect.any(String), archiveHash: expect.any(String) });
  return [/"logHash":"(\w+)"/.exec(text)?.[1], /"archiveHash":"(\w+)"/.exec(text)?.[1]];
}
