import type { Kinds } from '../core/kinds.ts';
import type { Environment } from '../config/auto-model.ts';
import { environmentNow } from '../config/environment.ts';
import type { RunConfig } from '../config/run-config.ts';
import type { EvaluationSetup } from './evaluation-setup.ts';
import { openLlmSetup, type LlmSetup } from './llm-setup.ts';
import { openRecordedRun, type RecordedRun } from './replies.ts';

/** The answerers: models, and the replies of an earlier run. */
export interface Sources extends AsyncDisposable {
  readonly llm: LlmSetup | undefined;
  readonly recorded: RecordedRun | undefined;
  readonly asking: 'allowed' | 'never';
}

export interface SourceOptions {
  readonly folder: string;
  readonly kinds: Kinds;
  readonly config: RunConfig;
  /** In place of that of this process. */
  readonly env?: Environment | undefined;
  /** No answerers: the log holds every reply. */
  readonly isReplay?: boolean;
}

/** Opens what answers the questions of a configuration; its owner disposes of it. */
export async function openSources(
  setup: Pick<EvaluationSetup, 'problem' | 'declaration' | 'measure' | 'texts'>,
  options: SourceOptions,
): Promise<Sources> {
  const { folder, kinds, isReplay = false, env = environmentNow() } = options;
  const config = isReplay ? toldByLog(options.config) : options.config;
  const { replies } = config;
  const asking = isReplay || replies?.misses === 'fail' ? 'never' : 'allowed';
  await using stack = new AsyncDisposableStack();
  const recorded = replies && (await openRecordedRun(replies.from));
  stack.use(recorded);
  const llm = await openLlmSetup(setup, { config, kinds, folder, env, asking });
  stack.use(llm);
  const owned = stack.move();
  return { llm, recorded, asking, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** A log that is only read back asks no model, even if templates and recorded runs have moved. */
function toldByLog({ prompts: _prompts, replies: _replies, ...config }: RunConfig): RunConfig {
  return config;
}
