/*
 * The same seed gives the same run: bin-packing with 1, 2, 4 and 8 evaluations at a time, on an idle machine and
 * beside four busy processes, 24 runs in all. `npm run bench:determinism [rounds] [evaluations]`; the last line is
 * JSON. Fails when two archives differ or a clock made a verdict.
 */
import { runSameSeed, type Conditions, type Found } from './determinism/same-seed.ts';

const [rounds = 3, evaluations = 200] = process.argv.slice(2).map(Number);

const rows: (Conditions & Found)[] = [];
for (let round = 1; round <= rounds; round += 1) {
  for (const busy of [0, 4]) {
    for (const slots of [1, 2, 4, 8]) {
      const conditions = { slots, busy, evaluations };
      const row = { ...conditions, ...(await runSameSeed(conditions)) };
      rows.push(row);
      const { archiveHash, clockVerdicts, seconds } = row;
      console.log(
        `${slots} slots, ${busy} busy processes: archive ${archiveHash?.slice(0, 16)}, ` +
          `${clockVerdicts} verdicts by a clock, ${seconds.toFixed(1)} s`,
      );
    }
  }
}
const archives = new Set(rows.map(({ archiveHash }) => archiveHash)).size;
const clockVerdicts = rows.reduce((sum, row) => sum + row.clockVerdicts, 0);
console.log(`\n${rows.length} runs, ${archives} archives, ${clockVerdicts} verdicts by a clock`);
console.log(JSON.stringify({ bench: 'determinism', archives, clockVerdicts, rows }));
process.exitCode = archives === 1 && clockVerdicts === 0 ? 0 : 1;
