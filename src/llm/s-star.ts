import type { ProposeContext, Proposer } from '../core/proposer.ts';
import type { LanguageModel, Transcript } from '../core/model.ts';
import type { Evaluation, Program, Scored } from '../core/program.ts';
import { toFitness, type Direction } from '../stats/direction.ts';
import { evenlySpaced } from '../stats/evenly-spaced.ts';
import { meanOf } from '../stats/mean.ts';
import { converse, nothingUsable, transcriptJson, type Reading } from './conversation.ts';
import { promptFor, readDraft, reviewed, titleOf, type Draft } from './model-proposer.ts';
import { subjectOf, type Subject } from './subject.ts';
import { reserveOf, type LlmTools } from './tools.ts';

export interface SStarOptions {
  readonly model: LanguageModel;
  readonly tools: LlmTools;
  /** Programs written side by side. */
  readonly samples: number;
  /** Replies for each: the first, and repairs. */
  readonly rounds: number;
  /** Train cases that serve as public tests, evenly spread. */
  readonly publicCases: number;
  /** Train cases of the problem. */
  readonly trainCases: number;
  readonly promptTokens: number;
}

/** Samples that the deciding cases are spent on. */
const FINALISTS = 2;

/**
 * S* (Li et al., "S*: Test Time Scaling for Code Generation", arXiv 2502.14382) as a proposer: parallel
 * samples, each repaired for some rounds by the results of the public tests, then one winner. Public tests are
 * a few train cases; when the best samples behave differently on them, other train cases decide.
 */
export function createSStarProposer(options: SStarOptions): Proposer {
  const { model, samples, rounds, trainCases, promptTokens } = options;
  const publicCases = Math.min(options.publicCases, trainCases);
  const others = Math.min(publicCases, trainCases - publicCases);
  const measured = samples * rounds * publicCases + FINALISTS * others;
  return {
    name: `s-star@${model.name}`,
    maxEvaluations: measured / trainCases,
    model: model.name,
    reserve: reserveOf(model, { promptTokens, calls: samples }),
    async propose(brief, context) {
      const kind = brief.parent === null ? 'draft' : 'improve';
      const subject = subjectOf(kind, brief, context.rng);
      const session = { ...options, brief, context, subject, kind, cases: publicCases } as const;
      const written = await writeSamples(session);
      const transcript = joined(model, written);
      const winner = await choose(
        written.flatMap(({ best }) => best ?? []),
        session,
      );
      if (winner === undefined) throw nothingUsable(transcript);
      const { source, idea } = winner.draft;
      const note = idea === '' ? 's-star' : idea;
      return { source, parents: subject.parents, note, detail: transcriptJson(transcript) };
    },
  };
}

interface Session extends SStarOptions {
  readonly brief: Parameters<Proposer['propose']>[0];
  readonly context: ProposeContext;
  readonly subject: Subject;
  readonly kind: 'draft' | 'improve';
  /** Number of public cases. */
  readonly cases: number;
}

/** A program with its result on the public cases. */
interface Tested {
  readonly draft: Draft;
  readonly evaluation: Scored;
}

interface Sample {
  readonly best: Tested | undefined;
  readonly transcript: Transcript;
}

/** One sample that lost its model does not lose the others. Throws when all of them did. */
async function writeSamples(session: Session): Promise<readonly Sample[]> {
  const jobs = Array.from({ length: session.samples }, () => writeSample(session));
  const settled = await Promise.allSettled(jobs);
  const written = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const failed = settled.find((one) => one.status === 'rejected');
  if (written.length === 0 && failed !== undefined) throw failed.reason;
  session.context.signal.throwIfAborted();
  return written;
}

async function writeSample(session: Session): Promise<Sample> {
  const { model, tools, rounds, brief, context, subject, kind, promptTokens } = session;
  let best: Tested | undefined;
  const { transcript } = await converse<Tested>(
    {
      kind: 's-star',
      model,
      title: titleOf('s-star', subject),
      prompt: promptFor({ kind, brief, subject, promptTokens, tools }, context),
      revise: tools.templates.revise,
      turns: rounds,
      async read(answer) {
        const reading = await reviewed(await readDraft(answer, subject, { brief, tools }), context);
        if (reading.status === 'unusable') return reading;
        const tested = await test(reading.value, session);
        if ('status' in tested) return tested;
        if (best === undefined || isBetter(tested.evaluation, best.evaluation)) best = tested;
        return verdictOn(tested, session);
      },
    },
    context,
  );
  return { best, transcript };
}

type Unusable = Extract<Reading<never>, { status: 'unusable' }>;

/** Runs the public tests. */
async function test(
  draft: Draft,
  { context, cases, trainCases }: Session,
): Promise<Tested | Unusable> {
  const evaluation = await context.evaluate(draft.source, evenlySpaced(cases, trainCases));
  if (evaluation.status === 'scored') return { draft, evaluation };
  const text =
    evaluation.status === 'rejected' ? evaluation.feedback : `quarantined: ${evaluation.reason}`;
  return { status: 'unusable', kind: `${evaluation.status} on some cases`, text };
}

/** Good enough when it beats the program it changes on the same cases. */
function verdictOn(
  tested: Tested,
  { subject, cases, trainCases, brief }: Session,
): Reading<Tested> {
  const before = fitnessOn(
    evenlySpaced(cases, trainCases),
    subject.program,
    brief.problem.objective,
  );
  const { fitness, feedback } = tested.evaluation;
  if (before === undefined || fitness > before) return { status: 'usable', value: tested };
  return {
    status: 'unusable',
    kind: 'it is valid but no better',
    text: `on ${cases} cases its fitness is ${fitness}; the program it changes has ${before} there\n${feedback}`,
  };
}

/** Mean fitness of a measured program on some of the train cases. */
function fitnessOn(
  cases: readonly number[],
  program: Program | null,
  { direction }: { readonly direction: Direction },
): number | undefined {
  const evaluation: Evaluation | undefined = program?.evaluation;
  if (evaluation?.status !== 'scored') return undefined;
  const values = cases.flatMap((index) => evaluation.cases[index]?.value ?? []);
  return values.length === 0 ? undefined : toFitness(meanOf(values), direction);
}

function isBetter(a: Scored, b: Scored): boolean {
  return a.fitness > b.fitness;
}

/** The winner: the best on the public cases, or on others among the best that behave differently. */
async function choose(
  tested: readonly Tested[],
  { context, cases, trainCases }: Session,
): Promise<Tested | undefined> {
  const ranked = tested.toSorted((a, b) => b.evaluation.fitness - a.evaluation.fitness);
  const finalists: Tested[] = [];
  for (const one of ranked) {
    const isNew = finalists.every(({ evaluation }) => !isSame(evaluation, one.evaluation));
    if (isNew && finalists.length < FINALISTS) finalists.push(one);
  }
  const [first] = finalists;
  const chosen = new Set(evenlySpaced(cases, trainCases));
  const rest = Array.from({ length: trainCases }, (_, index) => index).filter(
    (i) => !chosen.has(i),
  );
  const deciding = evenlySpaced(Math.min(cases, rest.length), rest.length).flatMap(
    (index) => rest[index] ?? [],
  );
  if (finalists.length < FINALISTS || deciding.length === 0) return first;
  const results = await Promise.all(
    finalists.map(({ draft }) => context.evaluate(draft.source, deciding)),
  );
  const total = results.map((result, index) =>
    result.status === 'scored'
      ? result.fitness + (finalists[index]?.evaluation.fitness ?? 0)
      : -Infinity,
  );
  return finalists[total.indexOf(Math.max(...total))];
}

/** Whether two programs did the same on every public case. */
function isSame(a: Scored, b: Scored): boolean {
  return a.cases.every(({ value }, index) => value === b.cases[index]?.value);
}

function joined(model: LanguageModel, written: readonly Sample[]): Transcript {
  const [first] = written;
  return {
    kind: 's-star',
    model: model.name,
    turns: written.flatMap(({ transcript }) => transcript.turns),
    cut: first?.transcript.cut ?? [],
    notes: first?.transcript.notes ?? [],
  };
}
