import type { Brief, ProposeContext, Proposal, Proposer } from '../core/proposer.ts';
import { ProposalError } from '../core/errors.ts';
import type { Evaluation, Program, Source } from '../core/program.ts';
import type { Rng } from '../core/rng.ts';
import { parseModule } from '../syntax/parse.ts';
import { createCmaEs } from './cma-es.ts';
import { applyEdits } from '../syntax/text-edits.ts';
import { tunableConstants, type TunableConstant, tuned } from './tunable-constants.ts';

/** Options of the proposer that tunes constants. */
export interface TuneOptions {
  /** The most evaluations a proposal spends. At least 4. */
  readonly maxEvaluations?: number;
  /** The most numbers tuned at once; when a program has more, the rng chooses. */
  readonly maxConstants?: number;
  /** Standard deviation of the first steps: 0.3 changes a number by about 30 %. */
  readonly sigma?: number;
}

/**
 * Tunes the numbers in the parent's text with CMA-ES: each point is a variant of the parent, measured
 * through the context, a generation at a time and all of it at once. Numbers are moved by factors, or
 * by sums where they are 0, and written with five significant digits. When the text marks numbers with
 * tune comments, only those are tuned, each within its range where the mark gives one; the marks stay.
 *
 * Proposes the best variant seen, only if it is better than the parent was; else throws
 * ProposalError, as for a parent that has no number to tune. A variant without a score is worse than
 * any other. Stops early, with what it has, when the signal aborts.
 */
export function createTuneProposer(options: TuneOptions = {}): Proposer {
  const { maxEvaluations = 48, maxConstants = 16, sigma = 0.3 } = options;
  if (!Number.isInteger(maxEvaluations) || maxEvaluations < 4) {
    throw new RangeError(`tuning needs 4 evaluations or more, got ${maxEvaluations}`);
  }
  return {
    name: 'tune',
    maxEvaluations,
    async propose(brief, context) {
      const parent = tunableParent(brief);
      const chosen = choose(constantsOf(parent.source), maxConstants, context.rng);
      if (chosen.length === 0) throw new ProposalError('the parent has no number to tune');
      const result = await optimise(parent, chosen, { context, maxEvaluations, sigma });
      return proposalFrom(parent, chosen, result);
    },
  };
}

function tunableParent({ parent }: Brief): Program {
  if (parent === null) throw new ProposalError('there is no parent to tune');
  return parent;
}

function constantsOf(source: Source): TunableConstant[] {
  const text = textOf(source);
  const parsed = parseModule(text);
  if (!parsed.ok) throw new ProposalError('the parent is no TypeScript that can be read');
  return tunableConstants(text, parsed.ast);
}

/** As many constants as can be tuned at once, in the order of the text. */
function choose(all: readonly TunableConstant[], most: number, rng: Rng): TunableConstant[] {
  if (all.length <= most) return [...all];
  const kept = new Set(rng.fork('constants').shuffle(all).slice(0, most));
  return all.filter((constant) => kept.has(constant));
}

interface Variant {
  readonly point: readonly number[];
  readonly source: Source;
  readonly fitness: number;
}

interface Tuning {
  readonly context: ProposeContext;
  readonly maxEvaluations: number;
  readonly sigma: number;
}

interface Tuned {
  readonly best: Variant | undefined;
  readonly evaluations: number;
}

async function optimise(
  parent: Program,
  constants: readonly TunableConstant[],
  { context, maxEvaluations, sigma }: Tuning,
): Promise<Tuned> {
  const { rng, signal } = context;
  const strategy = createCmaEs({ mean: constants.map(() => 0), sigma });
  const known = new Map([[textOf(parent.source), fitnessOf(parent.evaluation)]]);
  const spent = (): number => known.size - 1;
  let best: Variant | undefined;
  for (let generation = 0; generation < MAX_GENERATIONS; generation += 1) {
    if (signal.aborted || spent() >= maxEvaluations) break;
    const variants = strategy.ask(rng.fork(generation)).map((point) => {
      return { point, source: variantOf(parent.source, constants, point) };
    });
    await measure(variants, { known, context, budget: maxEvaluations - spent() });
    const measured = variants.flatMap((variant): Variant[] => {
      const fitness = known.get(textOf(variant.source));
      return fitness === undefined ? [] : [{ ...variant, fitness }];
    });
    for (const variant of measured) {
      if (best === undefined || variant.fitness > best.fitness) best = variant;
    }
    strategy.tell(measured.map(({ point, fitness }) => ({ point, cost: -fitness })));
  }
  return { best, evaluations: spent() };
}

/** Limit on generations: steps may become too small to change the text. */
const MAX_GENERATIONS = 500;

interface Measuring {
  /** Fitness by text: no text is measured twice. */
  readonly known: Map<string, number>;
  readonly context: ProposeContext;
  readonly budget: number;
}

/** Measures the new texts among some variants, all at once, in an order that does not matter. */
async function measure(
  variants: readonly Pick<Variant, 'source'>[],
  { known, context, budget }: Measuring,
): Promise<void> {
  const fresh = new Map(variants.map(({ source }) => [textOf(source), source]));
  for (const text of known.keys()) fresh.delete(text);
  const affordable = [...fresh].slice(0, budget);
  const evaluations = await Promise.all(affordable.map(([, source]) => context.evaluate(source)));
  for (const [index, [text]] of affordable.entries()) {
    const evaluation = evaluations[index];
    if (evaluation !== undefined) known.set(text, fitnessOf(evaluation));
  }
}

function textOf({ entry, files }: Source): string {
  return files[entry] ?? '';
}

function variantOf(
  source: Source,
  constants: readonly TunableConstant[],
  point: readonly number[],
): Source {
  const edits = constants.map((constant, index) => tuned(constant, point[index] ?? 0));
  return withText(source, applyEdits(textOf(source), edits));
}

function withText({ entry, files }: Source, text: string): Source {
  return { entry, files: { ...files, [entry]: text } };
}

/** A candidate without a score ranks below every scored one. */
function fitnessOf(evaluation: Evaluation): number {
  return evaluation.status === 'scored' ? evaluation.fitness : Number.NEGATIVE_INFINITY;
}

function proposalFrom(
  parent: Program,
  constants: readonly TunableConstant[],
  { best, evaluations }: Tuned,
): Proposal {
  const before = fitnessOf(parent.evaluation);
  if (best === undefined || !(best.fitness > before)) {
    throw new ProposalError(`no better numbers were found in ${evaluations} evaluations`);
  }
  const changes = constants.flatMap((constant, index) => {
    const text = constant.read(best.point[index] ?? 0);
    return Number(text.replaceAll(/[()]/g, '')) === constant.value
      ? []
      : [{ from: constant.value, to: text }];
  });
  const gain = Number.isFinite(before) ? `, ${(best.fitness - before).toPrecision(3)} better` : '';
  return {
    source: best.source,
    parents: [parent.id],
    note: `tuned ${changes.length} of ${constants.length} numbers in ${evaluations} evaluations${gain}`,
    detail: { changes },
  };
}
