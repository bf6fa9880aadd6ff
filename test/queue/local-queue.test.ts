import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { EvaluationJob, Queue } from '../../src/core/evaluator.ts';
import type { Evaluation } from '../../src/core/program.ts';
import { createLocalQueue } from '../../src/queue/local-queue.ts';

const never = new AbortController().signal;

function jobNamed(split: string): EvaluationJob {
  return { source: { entry: 'policy.ts', files: { 'policy.ts': '' } }, split };
}

function scored(fitness: number): Evaluation {
  const cost = { wallSeconds: 0, cpuSeconds: 0, decisions: 0 };
  return {
    status: 'scored',
    fitness,
    standardError: 0,
    metrics: {},
    cases: [],
    feedback: '',
    cost,
  };
}

/** A queue whose evaluations wait for the test to end them. */
function manualQueue(slots: number): {
  readonly queue: Queue;
  readonly started: readonly string[];
  readonly signals: ReadonlyMap<string, AbortSignal>;
  readonly finish: (name: string, evaluation: Evaluation | Error) => Promise<void>;
} {
  const started: string[] = [];
  const signals = new Map<string, AbortSignal>();
  const running = new Map<string, PromiseWithResolvers<Evaluation>>();
  const queue = createLocalQueue({
    slots,
    evaluate({ split }, signal) {
      const deferred = Promise.withResolvers<Evaluation>();
      started.push(split);
      signals.set(split, signal);
      running.set(split, deferred);
      return deferred.promise;
    },
  });
  return {
    queue,
    started,
    signals,
    async finish(name, evaluation) {
      const deferred = running.get(name);
      if (evaluation instanceof Error) deferred?.reject(evaluation);
      else deferred?.resolve(evaluation);
      await turn();
    },
  };
}

describe('the local queue', () => {
  test('runs at most as many evaluations as it has slots, first come first served', async () => {
    const { queue, started, finish } = manualQueue(2);
    const results = ['a', 'b', 'c', 'd'].map((name) => queue.submit(jobNamed(name), never));
    await turn();
    expect(started).toEqual(['a', 'b']);
    await finish('b', scored(2));
    expect(started).toEqual(['a', 'b', 'c']);
    await finish('a', scored(1));
    await finish('c', scored(3));
    await finish('d', scored(4));
    expect(await Promise.all(results)).toEqual([1, 2, 3, 4].map(scored));
  });

  test('a failing evaluation rejects its own job alone', async () => {
    const { queue, finish } = manualQueue(1);
    const [bad, good] = [
      queue.submit(jobNamed('bad'), never),
      queue.submit(jobNamed('good'), never),
    ];
    await turn();
    const ending = finish('bad', new Error('the sandbox broke'));
    await expect(bad).rejects.toThrow('the sandbox broke');
    await ending;
    await finish('good', scored(1));
    expect(await good).toEqual(scored(1));
  });

  test('a job aborted while it waits is rejected with the reason and never starts', async () => {
    const { queue, started, finish } = manualQueue(1);
    const abort = new AbortController();
    const first = queue.submit(jobNamed('first'), never);
    const second = queue.submit(jobNamed('second'), abort.signal);
    const third = queue.submit(jobNamed('third'), never);
    const reason = new Error('enough');
    abort.abort(reason);
    await expect(second).rejects.toBe(reason);
    await finish('first', scored(1));
    await finish('third', scored(3));
    expect(await Promise.all([first, third])).toEqual([scored(1), scored(3)]);
    expect(started).toEqual(['first', 'third']);
  });

  test('an aborted evaluation keeps its slot until it has really ended', async () => {
    const { queue, started, signals, finish } = manualQueue(1);
    const abort = new AbortController();
    const first = queue.submit(jobNamed('first'), abort.signal);
    const second = queue.submit(jobNamed('second'), never);
    await turn();
    abort.abort();
    await turn();
    expect(signals.get('first')?.aborted).toBe(true);
    expect(started).toEqual(['first']);
    await finish('first', scored(1));
    expect(await first).toEqual(scored(1));
    expect(started).toEqual(['first', 'second']);
    await finish('second', scored(2));
    await second;
  });

  test('a job whose signal is already aborted is refused', async () => {
    const { queue, started } = manualQueue(1);
    await expect(queue.submit(jobNamed('late'), AbortSignal.abort())).rejects.toThrow('abort');
    expect(started).toEqual([]);
  });

  test('closing rejects what waits and what comes later, and waits for what runs', async () => {
    const { queue, started, finish } = manualQueue(1);
    const running = queue.submit(jobNamed('running'), never);
    const waiting = queue.submit(jobNamed('waiting'), never);
    await turn();
    let isClosed = false;
    const closing = queue.close().then(() => (isClosed = true));
    await expect(waiting).rejects.toThrow('the queue is closed');
    await expect(queue.submit(jobNamed('late'), never)).rejects.toThrow('the queue is closed');
    await turn();
    expect(isClosed).toBe(false);
    await finish('running', scored(1));
    await closing;
    expect(await running).toEqual(scored(1));
    expect(started).toEqual(['running']);
  });

  test('listeners on a long-lived signal do not pile up', async () => {
    const abort = new AbortController();
    const warnings: Error[] = [];
    const warn = (warning: Error): void => void warnings.push(warning);
    process.on('warning', warn);
    const queue = createLocalQueue({ slots: 2, evaluate: () => Promise.resolve(scored(1)) });
    const jobs = Array.from({ length: 50 }, (_, index) => jobNamed(`${index}`));
    await Promise.all(jobs.map((job) => queue.submit(job, abort.signal)));
    await turn();
    process.off('warning', warn);
    expect(warnings).toEqual([]);
  });

  test('it needs at least one slot', () => {
    const evaluate = (): Promise<Evaluation> => Promise.resolve(scored(1));
    expect(() => createLocalQueue({ slots: 0, evaluate })).toThrow(TypeError);
  });
});

describe('a verdict that a clock made', () => {
  const cost = { wallSeconds: 0, cpuSeconds: 0, decisions: 0 };
  const rejected = { status: 'rejected', reason: 'timed-out', feedback: '', cost } as const;
  const late: Evaluation = { ...rejected, byClock: true };

  test('is measured again, once, with no other evaluation beside it', async () => {
    const { queue, started, finish } = manualQueue(2);
    const [a, b, c] = ['a', 'b', 'c'].map((name) => queue.submit(jobNamed(name), never));
    await finish('a', late);
    // `b` runs on, and neither `c` nor the repeated `a` starts beside it.
    expect(started).toEqual(['a', 'b', 'c']);
    await finish('b', scored(1));
    expect(started).toEqual(['a', 'b', 'c']);
    await finish('c', scored(2));
    expect(started).toEqual(['a', 'b', 'c', 'a']);
    const d = queue.submit(jobNamed('d'), never);
    await turn();
    expect(started).toHaveLength(4);
    await finish('a', late);
    expect(await a).toEqual(late);
    expect(started).toEqual(['a', 'b', 'c', 'a', 'd']);
    await finish('d', scored(3));
    expect(await Promise.all([b, c, d])).toEqual([scored(1), scored(2), scored(3)]);
  });

  test('gives way to what the second attempt finds', async () => {
    const { queue, finish } = manualQueue(1);
    const a = queue.submit(jobNamed('a'), never);
    await finish('a', late);
    await finish('a', scored(5));
    expect(await a).toEqual(scored(5));
  });

  test('is repeated after another one, before anything else', async () => {
    const { queue, started, finish } = manualQueue(2);
    const all = ['a', 'b', 'c'].map((name) => queue.submit(jobNamed(name), never));
    await finish('a', late);
    await finish('b', late);
    await finish('c', scored(1));
    expect(started).toEqual(['a', 'b', 'c', 'a']);
    const last = queue.submit(jobNamed('d'), never);
    await finish('a', scored(2));
    expect(started).toEqual(['a', 'b', 'c', 'a', 'b']);
    await finish('b', scored(3));
    await finish('d', scored(4));
    expect(await Promise.all([...all, last])).toEqual([2, 3, 1, 4].map(scored));
  });

  test('is the only one that is repeated: work that was counted is not', async () => {
    const { queue, started, finish } = manualQueue(1);
    const a = queue.submit(jobNamed('a'), never);
    await finish('a', rejected);
    expect(await a).toEqual(rejected);
    expect(started).toEqual(['a']);
  });

  test('leaves the queue in order when its job is aborted', async () => {
    const { queue, started, finish } = manualQueue(2);
    const abort = new AbortController();
    const a = queue.submit(jobNamed('a'), abort.signal);
    const b = queue.submit(jobNamed('b'), never);
    await finish('a', late);
    const refusal = a.catch((error: unknown) => error);
    abort.abort(new Error('enough'));
    await finish('b', scored(1));
    expect(await refusal).toEqual(new Error('enough'));
    const c = queue.submit(jobNamed('c'), never);
    await finish('c', scored(2));
    expect(await Promise.all([b, c])).toEqual([scored(1), scored(2)]);
    expect(started).toEqual(['a', 'b', 'c']);
  });
});
