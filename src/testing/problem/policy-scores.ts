import type { MeasuredCase, Measurement } from '../../core/evaluator.ts';
import type { NamedSource } from '../../core/problem.ts';
import { faultIn } from '../../scoring/faults.ts';
import { asFinding, placeIn, Unjudged, type Finding } from './law.ts';
import { nameOf, pathOf, valueOf } from './policy-names.ts';
import { placeOfAnswer, placeOfSimulate } from './simulation-laws.ts';
import { EvaluatorFailure, type PolicyInWorld, type ProblemWorld } from './world.ts';

export async function faultsOfScore({ world, policy }: PolicyInWorld): Promise<readonly Finding[]> {
  const measured = await world
    .measure(policy)
    .catch((thrown: unknown) => tellOfEvaluator(world, thrown));
  if ('message' in measured) return [{ place: await placeOfSimulate(world), ...measured }];
  const { measurement, source } = measured;
  if (measurement.status === 'failed') return [await faultOfSimulation(world, measurement.message)];
  if (measurement.status === 'rejected') {
    const { reason, feedback } = measurement;
    const [, file, line, column] = /([\w.-]+\.[jt]s):(\d+):(\d+)/.exec(feedback) ?? [];
    const place =
      file !== undefined && Object.hasOwn(source.files, file)
        ? { file: pathOf(policy, { file, source }), line: Number(line), column: Number(column) }
        : undefined;
    return [{ message: `${nameOf(policy, world)} has no score: ${reason}: ${feedback}`, place }];
  }
  return [
    ...(await oddNumbers(world, measurement.outcomes)),
    ...(await failedCases(world, policy, measurement)),
  ];
}

/** What an evaluator throws is told here, unless its digest throws too, which is told by another law. */
async function tellOfEvaluator(world: ProblemWorld, thrown: unknown): Promise<Finding> {
  if (!(thrown instanceof EvaluatorFailure)) throw thrown;
  await world.problem.evaluator.fingerprint().catch(() => {
    throw thrown;
  });
  const { cause } = thrown;
  const finding = asFinding(cause, world.folder);
  return { ...finding, message: `the evaluator fails: ${finding.message}` };
}

/** A fault of the simulation, with the place where it threw or where it answers what is odd. */
async function faultOfSimulation(world: ProblemWorld, message: string): Promise<Finding> {
  const stack = message.replace(world.simulation ?? '', '');
  const [, name] = /returned \S+ as (\S+)$/.exec(message) ?? [];
  const place =
    placeIn(stack, world.folder) ??
    (name === undefined ? await placeOfSimulate(world) : await placeOfAnswer(world, name));
  const [first = ''] = message.split('\n');
  const [, what = first] = / failed: (.*)$/.exec(first) ?? [];
  return { message: `the simulation fails: ${what}`, place, hint: hintFor(message) };
}

function hintFor(message: string): string {
  if (/ does not end/.test(message)) {
    return 'call countEvent() in each loop whose end a policy decides, and see that time moves on';
  }
  return / returned \S+ as /.test(message)
    ? 'simulate answers a finite number for the value and for every metric; look for a division by 0 or a member that is missing'
    : 'mend the simulation; for an answer that only the policy is to blame for, throw PolicyFailure';
}

async function oddNumbers(
  world: ProblemWorld,
  outcomes: readonly MeasuredCase[],
): Promise<readonly Finding[]> {
  const odd = outcomes.map(faultIn).find((one) => one !== undefined);
  if (odd === undefined) return [];
  const [, name = 'value'] = / as (\S+)$/.exec(odd) ?? [];
  return [
    {
      message: `the evaluator answers ${odd}`,
      place: await placeOfAnswer(world, name),
      hint: hintFor(' returned x as '),
    },
  ];
}

type MeasuredOutcomes = Extract<Measurement, { status: 'measured' }>;

async function failedCases(
  world: ProblemWorld,
  policy: NamedSource,
  { outcomes }: MeasuredOutcomes,
): Promise<readonly Finding[]> {
  const asked = await world.bounded();
  const done = new Map(outcomes.map((one) => [one.id, one]));
  const failed = asked.flatMap(({ workload: { id } }) => {
    const outcome = done.get(id);
    if (outcome?.valid === true) return [];
    return [`${id}: ${outcome === undefined ? 'no outcome' : `${outcome.cause}: ${outcome.note}`}`];
  });
  if (failed.length === 0) return [];
  return [
    {
      message: `${nameOf(policy, world)} fails on ${failed.length} of ${asked.length} cases; ${failed[0] ?? ''}`,
    },
  ];
}

export async function changesOfMeasurement({
  world,
  policy,
}: PolicyInWorld): Promise<readonly Finding[]> {
  const { source, measurement: first } = await world.measure(policy);
  if (first.status !== 'measured') throw new Unjudged(`${policy.name} has no outcomes`);
  const { measurement: second } = await world.measureSource(source, { reversed: true });
  if (second.status !== 'measured')
    return [{ message: `measured again, ${policy.name} is ${second.status}` }];
  const again = new Map(second.outcomes.map((one) => [one.id, JSON.stringify(one)]));
  const changed = first.outcomes.filter((one) => again.get(one.id) !== JSON.stringify(one));
  const [one] = changed;
  if (one === undefined) return [];
  const detail = `${one.id} had ${valueText(one)}, then ${valueText(second.outcomes.find(({ id }) => id === one.id))}`;
  return [
    {
      message: `${changed.length} of ${first.outcomes.length} cases came out differently the second time, in the opposite order: ${detail}`,
    },
  ];
}

function valueText(outcome: MeasuredCase | undefined): string {
  return outcome?.valid === true ? String(valueOf(outcome)) : 'no value';
}
