/**
 * Speed of recording and reading a run: `node bench/store.ts [programs]`, 100,000 by default.
 *
 * A program is what the engine records of one: a program-added event with 32 cases, its source and
 * its evaluation. The chain's share is that of an append alone, which is a part of what the engine costs; a read
 * checks the chain, too. Prints a table and, as the last line, the same figures as JSON.
 */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Store } from '../src/core/store.ts';
import { hashText } from '../src/core/hash.ts';
import { EMPTY_HEAD, headAfter } from '../src/store/chain.ts';
import { openRunStore } from '../src/store/run-store.ts';
import { programAdded } from '../src/testing/run-events.ts';

const programs = Number(process.argv[2] ?? 100_000);
const folder = mkdtempSync(path.join(tmpdir(), 'adrs-bench-'));

/** About 4 KB in which no two programs agree, like a population of edited policies. */
function sourceOf(ordinal: number): string {
  const lines = Array.from({ length: 60 }, (_, line) => {
    const weight = (((ordinal + 7) * (line + 3) * 2_654_435_761) % 1_000_003) / 1_000_003;
    return `  const term${line} = weight(load[${line % 8}], ${weight.toFixed(line % 9)}) * queue.length;`;
  });
  return `export function choose(load, queue) {\n${lines.join('\n')}\n  return term0;\n}\n`;
}

function evaluationOf(ordinal: number): string {
  const { caseFitness, metrics, fitness } = programAdded(ordinal);
  const cases = caseFitness.map((value, index) => ({ id: `case-${index}`, value, valid: true }));
  return JSON.stringify({
    status: 'scored',
    fitness,
    metrics,
    cases,
    feedback: `worst: ${ordinal}`,
  });
}

async function record(store: Store, ordinal: number): Promise<void> {
  const [source, evaluation] = [sourceOf(ordinal), evaluationOf(ordinal)];
  const sourceHash = hashText(source);
  await store.append([programAdded(ordinal, { sourceHash })], [source, evaluation]);
}

async function secondsOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** Records `count` programs, `writers` of them at a time. */
async function recordMany(
  store: Store,
  from: number,
  load: { count: number; writers: number },
): Promise<void> {
  let next = from;
  const writer = async (): Promise<void> => {
    while (next < from + load.count) await record(store, next++);
  };
  await Promise.all(Array.from({ length: load.writers }, writer));
}

function bytesIn(directory: string): number {
  const files = readdirSync(directory).map((name) => path.join(directory, name));
  return files.reduce((total, file) => total + statSync(file).size, 0);
}

try {
  const run = path.join(folder, 'run');
  const store = openRunStore(run, { mode: 'create' });
  const sample = Math.max(1, Math.floor(programs / 20));
  const preparing = await secondsOf(async () => {
    for (let ordinal = 0; ordinal < sample; ordinal += 1) {
      hashText(sourceOf(ordinal) + evaluationOf(ordinal) + JSON.stringify(programAdded(ordinal)));
    }
  });
  const alone = await secondsOf(() => recordMany(store, 0, { count: sample, writers: 1 }));
  const eight = await secondsOf(() => recordMany(store, sample, { count: sample, writers: 8 }));
  const rest = programs - 2 * sample;
  const many = await secondsOf(() => recordMany(store, 2 * sample, { count: rest, writers: 64 }));
  await store.close();
  const bytes = bytesIn(run);

  let read = 0;
  const reading = await secondsOf(async () => {
    const resumed = openRunStore(run, { mode: 'resume' });
    for await (const { sequence } of resumed.read()) read = sequence;
    await resumed.close();
  });
  if (read !== programs) throw new Error(`read ${read} events of ${programs}`);

  const body = JSON.stringify(programAdded(sample));
  const chaining = await secondsOf(async () => {
    let head = EMPTY_HEAD;
    for (let sequence = 1; sequence <= sample; sequence += 1) {
      const times = { at: Date.now(), elapsed: sequence };
      head = headAfter(head, {
        sequence,
        ...times,
        type: 'program-added',
        ordinal: sequence,
        body,
      });
    }
  });
  const figures = {
    programs,
    appendsPerSecondAlone: Math.round(sample / (alone - preparing)),
    appendsPerSecondBy8: Math.round(sample / (eight - preparing)),
    appendsPerSecondBy64: Math.round(rest / (many - (preparing * rest) / sample)),
    eightToAlone: (alone - preparing) / (eight - preparing),
    chainMicrosecondsPerEvent: (chaining / sample) * 1e6,
    chainPercentOfAppendAlone: (100 * chaining) / (alone - preparing),
    chainPercentOfRead: (100 * chaining) / ((reading * sample) / programs),
    bytesPerProgram: Math.round(bytes / programs),
    plainBytesPerProgram:
      sourceOf(1).length + evaluationOf(1).length + JSON.stringify(programAdded(1)).length,
    openAndReadSeconds: reading,
    microsecondsPerEventRead: (reading / programs) * 1e6,
    peakMemoryMb: process.resourceUsage().maxRSS / 1024,
  };
  const unit = (value: number): string => value.toLocaleString('en', { maximumFractionDigits: 2 });
  for (const [name, value] of Object.entries(figures)) {
    process.stdout.write(`${name.padEnd(28)}${unit(value).padStart(12)}\n`);
  }
  process.stdout.write(`${JSON.stringify(figures)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
