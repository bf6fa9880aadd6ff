import type { BestExported } from '../core/events.ts';
import { hashText } from '../core/hash.ts';
import { canonicalJson } from '../core/json.ts';
import type { Evaluation, Source } from '../core/program.ts';
import { finalistsOf, type ComparisonContext } from './comparison.ts';
import type { Tidy } from './run-plan.ts';

type OpenResults = Pick<BestExported, 'train' | 'validation'>;

/**
 * Records the tidy form of the best program, measured again on train and validation; the program as it
 * is when the tidy form is not just as good. Once a run, after the search; nothing where the plan tidies
 * nothing or no program was validated.
 */
export async function exportBest(context: ComparisonContext): Promise<void> {
  const { plan, state, source, recorder } = context;
  const [id] = finalistsOf(state, 1);
  if (plan.tidy === undefined || id === undefined || state.progress.isExported) return;
  const original = source(id);
  const { exported, ...found } = await tidied(original, plan.tidy, context);
  const [own, tidy] = [canonicalJson(original), canonicalJson(exported)];
  const hashes = { sourceHash: hashText(own), exportedHash: hashText(tidy) };
  await recorder.record({ type: 'best-exported', id, ...hashes, ...found }, [own, tidy]);
}

interface Exported extends OpenResults {
  readonly exported: Source;
  readonly reason?: string;
}

async function tidied(original: Source, tidy: Tidy, context: ComparisonContext): Promise<Exported> {
  const expected = await measureOpenSplits(original, context);
  const same = (text: Source): Promise<OpenResults | undefined> =>
    measureSame(text, expected, context);
  const isSame = async (text: Source): Promise<boolean> => (await same(text)) !== undefined;
  const result = await tidy(original, { isSame, signal: context.signal });
  if (result.status === 'as-it-is') {
    return { exported: original, ...expected, reason: result.reason };
  }
  const found = await same(result.source);
  return found === undefined
    ? { exported: original, ...expected, reason: 'its tidy form has other values' }
    : { exported: result.source, ...found };
}

async function measureOpenSplits(
  source: Source,
  { plan, signal }: ComparisonContext,
): Promise<OpenResults> {
  const [train, validation] = await Promise.all([
    plan.queue.submit({ source, split: 'train' }, signal),
    plan.queue.submit({ source, split: 'validation' }, signal),
  ]);
  return { train, validation };
}

/** The results of a text, unless one differs; validation is not measured where train tells already. */
async function measureSame(
  source: Source,
  expected: OpenResults,
  { plan, signal }: ComparisonContext,
): Promise<OpenResults | undefined> {
  const train = await plan.queue.submit({ source, split: 'train' }, signal);
  if (!hasSameValues(train, expected.train)) return undefined;
  const validation = await plan.queue.submit({ source, split: 'validation' }, signal);
  return hasSameValues(validation, expected.validation) ? { train, validation } : undefined;
}

function hasSameValues(one: Evaluation, other: Evaluation): boolean {
  if (one.status !== 'scored' || other.status !== 'scored') return false;
  if (one.cases.length !== other.cases.length) return false;
  return one.cases.every(({ id, value, valid }, index) => {
    const same = other.cases[index];
    return same?.id === id && same.valid === valid && Object.is(same.value, value);
  });
}
