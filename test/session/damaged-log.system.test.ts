import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { StoreError } from '../../src/core/errors.ts';
import { createRng } from '../../src/core/rng.ts';
import { evolve } from '../../src/engine/evolve.ts';
import { renderReport } from '../../src/report/page/page.ts';
import { renderExplanation } from '../../src/report/text/explanation.ts';
import { renderRunText } from '../../src/report/text/run.ts';
import { withStoredRun } from '../../src/session/stored-run.ts';
import { openRunStore } from '../../src/store/run-store.ts';
import { createTrail, explain } from '../../src/view/explanation.ts';
import { reportDetails } from '../../src/view/report-details.ts';
import { toyPlan } from '../engine/toy-run.ts';

/** Number of inputs of each kind; the first ones of the same sequence, whatever the number. */
const FLIPS = 1_000;
const CUTS = 100;

let place = '';
let whole: Buffer;
let shownWhole = '';
let events = 0;

beforeAll(async () => {
  place = await mkdtemp(path.join(tmpdir(), 'adrs-damage-'));
  const folder = path.join(place, 'whole');
  const store = openRunStore(folder, { mode: 'create' });
  await evolve(toyPlan({ store, evaluations: 40 }), new AbortController().signal);
  await store.close();
  whole = await readFile(path.join(folder, 'run.db'));
  await mkdir(path.join(place, 'run'));
  shownWhole = await shown(whole);
  events = Number(/"events":(\d+)/.exec(shownWhole)?.[1]);
});
afterAll(() => rm(place, { recursive: true }));

/** What `show`, `show --json`, `report` and `explain best` say about a file. */
async function shown(file: Buffer): Promise<string> {
  const folder = path.join(place, 'run');
  for (const rest of ['run.db-wal', 'run.db-shm'])
    await rm(path.join(folder, rest), { force: true });
  await writeFile(path.join(folder, 'run.db'), file);
  return withStoredRun(folder, async (run) => {
    const trail = createTrail(Number(run.view.best?.id.slice(1)));
    for await (const { event } of run.events()) trail.add(event);
    const story = explain(trail.found(), run);
    const { view, logHash, archiveHash, head, elites } = run;
    return [
      JSON.stringify({ ...view, logHash, archiveHash, head, elites }),
      renderRunText(view, { logHash, archiveHash, head, elites, cases: run.fold.cases }),
      renderReport(view, { ...reportDetails(run), run: 'run' }),
      story === undefined ? '' : renderExplanation(story, { full: true }),
    ].join('\n\n');
  });
}

type Verdict = 'same' | 'E_STORE' | 'silent' | 'no place';

async function verdictOn(file: Buffer): Promise<Verdict> {
  try {
    return (await shown(file)) === shownWhole ? 'same' : 'silent';
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    return /event \d+|the text [0-9a-f]{64}|run\.db/.test(error.message) ? 'E_STORE' : 'no place';
  }
}

function withFlip(bit: number): Buffer {
  const changed = Buffer.from(whole);
  changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return changed;
}

test(`each of ${FLIPS} flipped bits is an error with its place, or changes nothing that is shown`, async () => {
  const rng = createRng('flips');
  const verdicts: Record<Verdict, number> = { same: 0, E_STORE: 0, silent: 0, 'no place': 0 };
  const bad: number[] = [];
  for (let flip = 0; flip < FLIPS; flip += 1) {
    const bit = rng.integer(8 * whole.length);
    const verdict = await verdictOn(withFlip(bit));
    verdicts[verdict] += 1;
    if (verdict === 'silent' || verdict === 'no place') bad.push(bit);
  }
  expect(bad).toEqual([]);
  expect(verdicts.E_STORE).toBeGreaterThan(FLIPS / 4);
  expect(verdicts.same).toBeGreaterThan(FLIPS / 100);
}, 120_000);

test(`a file cut at any of ${CUTS} lengths is an error with its place`, async () => {
  const rng = createRng('lengths');
  for (let cut = 0; cut < CUTS; cut += 1) {
    const length = rng.integer(whole.length);
    expect([length, await verdictOn(whole.subarray(0, length))]).toEqual([length, 'E_STORE']);
  }
}, 60_000);

test(`a log cut after any of ${CUTS} events says where it ends and that nothing vouches for the rest`, async () => {
  const rng = createRng('events');
  for (let cut = 0; cut < CUTS; cut += 1) {
    const last = 1 + rng.integer(events - 1);
    const text = await shown(await withoutEventsAfter(last));
    const sentence = `interrupted at event ${last} (nothing vouches for what followed)`;
    expect(text.split(sentence)).toHaveLength(3);
    expect(JSON.parse(text.split('\n')[0] ?? '')).toMatchObject({ events: last, headAt: null });
  }
}, 60_000);

async function withoutEventsAfter(last: number): Promise<Buffer> {
  const file = path.join(place, 'cut.db');
  await writeFile(file, whole);
  const database = new Database(file);
  database.pragma('journal_mode = DELETE');
  database.prepare('DELETE FROM events WHERE sequence > ?').run(last);
  database.close();
  return readFile(file);
}
