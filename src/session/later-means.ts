import type { Json } from '../core/json.ts';
import type { Means, RunPlan } from '../engine/run-plan.ts';
import { parseRunConfig, type LoadPlugIns, type RunConfig } from '../config/run-config.ts';
import { composePlan } from './compose.ts';
import { planPartsOf, type OpenParts } from './open-session.ts';
import { openSources } from './sources.ts';

interface EarlierContext {
  readonly loadPlugIns: LoadPlugIns;
  readonly parts: OpenParts;
  /** Closes what is opened here. */
  readonly stack: AsyncDisposableStack;
}

/**
 * The plan that a run began with, followed by the means of each change of settings. `plan` is that of the
 * configuration in force; `earlier` are the configurations before it, from the first on. Theirs ask no model: the log
 * holds every reply.
 */
export async function withEarlierMeans(
  plan: RunPlan,
  earlier: readonly Json[],
  { parts, stack, loadPlugIns }: EarlierContext,
): Promise<RunPlan> {
  if (earlier.length === 0) return plan;
  const steps: Step[] = [];
  for (const logged of earlier) {
    const { config, kinds } = await parseRunConfig(logged, { folder: parts.folder, loadPlugIns });
    const sources = await openSources(parts, {
      folder: parts.folder,
      config,
      kinds,
      isReplay: true,
    });
    stack.use(sources);
    const all = await planPartsOf({ ...parts, ...sources, config, kinds });
    steps.push({ config, plan: composePlan({ ...all, queue: plan.queue }) });
  }
  const chain = [...steps, { config: parts.config, plan }];
  const [first = chain[0], ...later] = withSharedChoices(chain);
  return {
    ...plan,
    ...meansOf(first?.plan ?? plan),
    laterMeans: later.map((step) => meansOf(step.plan)),
  };
}

interface Step {
  readonly config: RunConfig;
  readonly plan: RunPlan;
}

/** What was learnt about proposers holds on where a change leaves them as they are. */
function withSharedChoices(steps: readonly Step[]): readonly Step[] {
  const shared: Step[] = [];
  for (const step of steps) {
    const before = shared.at(-1);
    const isSame = before !== undefined && authorsIn(before) === authorsIn(step);
    shared.push(isSame ? { ...step, plan: { ...step.plan, choice: before.plan.choice } } : step);
  }
  return shared;
}

function authorsIn({ config, plan }: Step): string {
  const names = plan.proposers.map(({ name }) => name);
  const factors = Object.entries(config.models).map(([name, { weight }]) => [name, weight]);
  const weights = config.proposers.map(({ name, weight }) => [name, weight]);
  return JSON.stringify([names, factors, weights]);
}

function meansOf(plan: RunPlan): Means {
  const { budget, proposers, choice, advisors, calls, initialProposer, ...rest } = plan;
  const { proposalSlots, finalists } = rest;
  return { budget, proposers, choice, advisors, calls, initialProposer, proposalSlots, finalists };
}
