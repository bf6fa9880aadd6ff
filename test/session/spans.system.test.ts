import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { functionProvider, ModelError, run, type RunOptions } from '../../src/index.ts';
import { start } from '../cli/processes.ts';
import { proposer as asker } from '../fixtures/plug-ins/my-asker.ts';
import { problem } from '../fixtures/plug-ins/guess/problem.ts';

const repository = path.join(import.meta.dirname, '..', '..');
let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'adrs-spans-'));
});
afterAll(async () => {
  trace.disable();
  await rm(home, { recursive: true, force: true });
});

/** The first call fails and is made again. */
function options(name: string): RunOptions {
  let calls = 0;
  const echo = functionProvider('echo', ({ messages }) => {
    calls += 1;
    if (calls === 1) return Promise.reject(new ModelError('too busy', { kind: 'server' }));
    return Promise.resolve(messages.at(-1)?.text ?? '');
  });
  return {
    problem,
    folder: path.join(home, name),
    plugins: { proposers: [asker], providers: [echo] },
    config: {
      seed: 4,
      order: 'strict',
      budget: { evaluations: 8 },
      slots: { evaluation: 1, proposal: 1 },
      models: { me: { provider: 'echo' } },
      proposers: ['my-asker'],
      retry: { attempts: 2, baseMs: 1, maxMs: 2 },
      advice: { insights: 'off', paradigm: 'off' },
      novelty: 'off',
    },
  };
}

test('a run has the spans of its evaluations and calls where an SDK is registered, and is the same run', async () => {
  const without = await run(options('without'));
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  trace.setGlobalTracerProvider(provider);
  const traced = await run(options('with'));
  trace.disable();
  const after = await run(options('after'));

  expect(traced.hashes.log).toBe(without.hashes.log);
  expect(after.hashes.log).toBe(without.hashes.log);
  const spans = exporter.getFinishedSpans();
  const named = (name: string): readonly ReadableSpan[] =>
    spans.filter((span) => span.name === name);
  const [root, ...others] = named('adrs.run');
  expect(others).toEqual([]);
  expect(root?.attributes).toMatchObject({
    'adrs.problem': 'guess',
    'adrs.seed': '4',
    'adrs.end': 'run-finished',
  });
  const children = [...named('adrs.evaluation'), ...named('adrs.model_call')];
  expect(children).toHaveLength(spans.length - 1);
  for (const { parentSpanContext } of children) {
    expect(parentSpanContext?.spanId).toBe(root?.spanContext().spanId);
  }

  const evaluations = named('adrs.evaluation').filter(
    ({ attributes }) => attributes['adrs.split'] === 'train',
  );
  expect(evaluations.length).toBeGreaterThanOrEqual(8);
  expect(evaluations[0]?.attributes).toMatchObject({
    'adrs.evaluation.status': 'scored',
    'adrs.fitness': expect.any(Number),
  });
  const calls = named('adrs.model_call');
  expect(calls).toHaveLength(traced.cost.calls);
  expect(calls[0]).toMatchObject({
    kind: SpanKind.CLIENT,
    status: { code: SpanStatusCode.ERROR, message: 'too busy' },
    attributes: { 'error.type': 'server' },
  });
  expect(calls[1]?.attributes).toMatchObject({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'echo',
    'gen_ai.request.model': 'me',
    'gen_ai.response.finish_reasons': ['stop'],
    'gen_ai.usage.input_tokens': 0,
    'gen_ai.usage.output_tokens': 0,
  });
});

test('the command has spans when a module is imported before it', async () => {
  const from = createRequire(import.meta.url);
  const [api, sdk] = ['@opentelemetry/api', '@opentelemetry/sdk-trace-base'].map((name) =>
    JSON.stringify(pathToFileURL(from.resolve(name)).href),
  );
  const preload = path.join(home, 'otel.mjs');
  await writeFile(
    preload,
    `import api from ${api};
import sdk from ${sdk};
const names = [];
const processor = { onStart() {}, onEnd: ({ name }) => names.push(name), forceFlush: async () => {}, shutdown: async () => {} };
api.trace.setGlobalTracerProvider(new sdk.BasicTracerProvider({ spanProcessors: [processor] }));
process.on('exit', () => console.error('spans: ' + [...new Set(names)].toSorted().join(' ')));
`,
  );
  const command = [process.execPath, '--import', preload, path.join(repository, 'src/cli/main.ts')];
  const file = path.join(repository, 'problems/cant-be-late/run.yaml');
  const small = ['--set', 'budget.evaluations=1', '--set', 'model=none', '--set', 'finalists=0'];
  const { code, err } = await start([
    ...command,
    'run',
    file,
    '--out',
    path.join(home, 'command'),
    ...small,
  ]).ended;
  expect(code).toBe(0);
  expect(err).toContain('spans: adrs.evaluation adrs.run\n');
});
