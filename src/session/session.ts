import { randomBytes } from 'node:crypto';
import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Store } from '../core/store.ts';
import type { Problem } from '../core/problem.ts';
import { openRunStore } from '../store/run-store.ts';
import { checkMeans } from './check-means.ts';
import { createProposers } from './compose.ts';
import { describeRun } from './describe-run.ts';
import { openEvaluationSetup, type EvaluationSetup } from './evaluation-setup.ts';
import { openSession, writeConfig, type Session, type SessionOptions } from './open-session.ts';
import { loadPinnedConfig, type PinOptions } from './pinned-config.ts';
import { openSources, type SourceOptions, type Sources } from './sources.ts';

export interface StartOptions extends SessionOptions, PinOptions {
  /** Folder for the run; a new one under `runs/` when left out. */
  readonly out?: string | undefined;
  /** An empty log in place of a file in that folder. Its owner closes it. */
  readonly store?: Store | undefined;
}

/** Makes a new run from a run file. Nothing is written before everything has been checked. */
export async function startSession(options: StartOptions): Promise<Session> {
  const { config, asked, kinds, problem } = await loadPinnedConfig(options);
  const folder = path.resolve(options.out ?? path.join('runs', runName(problem)));
  await using stack = new AsyncDisposableStack();
  const setup = await openEvaluationSetup(problem, { config, signal: options.signal });
  stack.defer(() => setup.sandbox.close());
  stack.use(setup.texts);
  const started = await describeRun(setup, { config, kinds, folder });
  const sources = await openSources(setup, { folder, config, kinds, ...options });
  stack.use(sources);
  const means = meansNotices(setup, { config, kinds, sources });
  const parts = { ...setup, ...sources, folder, config, kinds, asked, started, means };
  if (options.store !== undefined) {
    const { store } = options;
    return openSession({ ...parts, store }, { ...options, owned: stack.move() });
  }
  const store = openRunStore(folder, { mode: 'create' });
  stack.defer(() => store.close());
  try {
    await writeConfig(folder, config);
    return await openSession({ ...parts, store }, { ...options, owned: stack.move() });
  } catch (error) {
    await store.close();
    for (const name of await readdir(folder)) await rm(path.join(folder, name));
    throw error;
  }
}

/** Throws ConfigError when the budgets cover no call; recorded replies cost what they cost. */
function meansNotices(
  { declaration, texts }: EvaluationSetup,
  { config, kinds, sources }: Pick<SourceOptions, 'config' | 'kinds'> & { sources: Sources },
): readonly string[] {
  if (sources.asking === 'never') return [];
  const { llmParts } = sources.llm ?? {};
  const proposers = createProposers({ config, kinds, declaration, llmParts, texts });
  return checkMeans(
    proposers.map(({ proposer }) => proposer),
    config.budget,
  );
}

/** `cant-be-late-20260131-235959-7f3a`, by this machine's clock in UTC; two runs may start at the same moment. */
function runName({ name }: Problem): string {
  const [date = '', time = ''] = new Date().toISOString().split('T');
  const mark = randomBytes(2).toString('hex');
  return `${name}-${date.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${mark}`;
}
