import { createRng } from '../../core/rng.ts';
import { checkMeans } from '../check-means.ts';
import { createProposers } from '../compose.ts';
import { modelNotices } from '../describe-models.ts';
import { adviceEstimate, callEstimate, type CallContext } from './calls.ts';
import { estimateTotals, type EstimatedTotals, type Rounds } from './totals.ts';
import { loadPinnedConfig, type PinOptions } from '../pinned-config.ts';
import type { RunConfig } from '../../config/resolve-config.ts';
import { sampleBrief } from '../sample-brief.ts';
import { openEvaluationSetup } from '../evaluation-setup.ts';
import { openLlmSetup } from '../llm-setup.ts';

/** The likely cost of a run, before it starts. */
export interface Estimate extends EstimatedTotals {
  readonly problem: string;
  readonly notices: readonly string[];
}

/**
 * Measures the problem's own policies, composes a real prompt for each proposer from them and estimates what
 * the budgets allow. Asks no model, needs no key and writes nothing. Throws ConfigError when they cover no call.
 */
export async function estimateRun(options: PinOptions, signal: AbortSignal): Promise<Estimate> {
  const { config, asked, kinds, problem } = await loadPinnedConfig(options);
  const setup = await openEvaluationSetup(problem, { config });
  await using stack = new AsyncDisposableStack();
  stack.defer(() => setup.sandbox.close());
  const { declaration, texts } = setup;
  stack.use(texts);
  const llm = await openLlmSetup(setup, {
    config,
    kinds,
    folder: '',
    env: {},
    asking: 'never',
  });
  stack.use(llm);
  const llmParts = llm?.llmParts;
  const sample = await sampleBrief(setup, signal);
  const rng = createRng(config.seed).fork('estimate');
  const context: CallContext = { config, kinds, llmParts, brief: sample.brief, rng };
  const proposers = createProposers({ config, kinds, declaration, llmParts, texts });
  const means = checkMeans(
    proposers.map(({ proposer }) => proposer),
    config.budget,
  );
  const costs = proposers.map(({ proposer, entry, weight }) => {
    const calls = callEstimate(proposer, entry, context);
    return { name: proposer.name, evaluations: 1 + proposer.maxEvaluations, weight, calls };
  });
  const notices = [...modelNotices(config, { asked, asking: 'allowed', kinds }), ...means];
  const slots = { ...setup.slots, evaluationSeconds: sample.evaluationSeconds };
  const rounds = advisorsOf(config, context);
  return {
    problem: problem.name,
    notices,
    ...estimateTotals({ costs, rounds }, config.budget, slots),
  };
}

/** Directions that are proposed at a time. */
const DIRECTIONS = 3;

function advisorsOf({ advice }: RunConfig, context: CallContext): readonly Rounds[] {
  const { insights, paradigm } = advice;
  const rounds: Rounds[] = [];
  if (insights !== 'off') {
    const calls = adviceEstimate('insights', insights, context);
    rounds.push({ name: 'insights', calls, perProposal: 1 / insights.every, perEvaluation: 0 });
  }
  if (paradigm !== 'off') {
    const calls = adviceEstimate('paradigm', { ...paradigm, max: DIRECTIONS }, context);
    rounds.push({ name: 'paradigm', calls, perProposal: 0, perEvaluation: 1 / paradigm.plateau });
  }
  return rounds;
}
