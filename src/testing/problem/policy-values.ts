import { messageOf } from '../../core/errors.ts';
import type { MeasuredCase } from '../../core/evaluator.ts';
import type { NamedSource } from '../../core/problem.ts';
import { worseThanWorst } from '../../scoring/faults.ts';
import { missingMetrics } from '../../scoring/missing-metrics.ts';
import { advantage } from '../../stats/direction.ts';
import { asFinding, Unjudged, type Finding } from './law.ts';
import { placeOfMember } from './places.ts';
import { nameOf, valueOf } from './policy-names.ts';
import type { PolicyInWorld, ProblemWorld } from './world.ts';

export async function valuesBeyondWorst({
  world,
  policy,
}: PolicyInWorld): Promise<readonly Finding[]> {
  const outcomes = await outcomesOf(world, policy);
  const byId = new Map(outcomes.map((one) => [one.id, one]));
  const { objective } = world.problem;
  const beyond = worseThanWorst(byId, { cases: await world.bounded(), objective });
  return beyond === undefined ? [] : [{ message: `${nameOf(policy, world)}: ${beyond}` }];
}

export async function valuesBeyondBound({
  world,
  policy,
}: PolicyInWorld): Promise<readonly Finding[]> {
  const outcomes = new Map((await outcomesOf(world, policy)).map((one) => [one.id, one]));
  const { direction } = world.problem.objective;
  const cases = await world.bounded();
  const beyond = cases.flatMap(({ workload: { id }, bound }) => {
    const outcome = outcomes.get(id);
    if (outcome?.valid !== true || bound === undefined) return [];
    const value = valueOf(outcome);
    const slack = 1e-9 * Math.max(1, Math.abs(value));
    return advantage(bound, value, direction) >= -slack
      ? []
      : [`${id}: ${value} is better than the bound ${bound}`];
  });
  const [first] = beyond;
  if (first === undefined) return [];
  return [
    {
      message: `${nameOf(policy, world)} beats the bound on ${beyond.length} of ${cases.length} cases; ${first}`,
    },
  ];
}

async function outcomesOf(
  world: ProblemWorld,
  policy: NamedSource,
): Promise<readonly MeasuredCase[]> {
  const { measurement } = await world.measure(policy);
  if (measurement.status !== 'measured') throw new Unjudged(`${policy.name} has no outcomes`);
  return measurement.outcomes;
}

export async function featuresNotFinite({
  world,
  policy,
}: PolicyInWorld): Promise<readonly Finding[]> {
  const { source, evaluation } = await world.scoreOf(policy);
  const found = await Promise.all(
    world.problem.features.map(async ({ name, measure }, index): Promise<readonly Finding[]> => {
      const place = await placeOfMember(world.location, ['features', index]);
      try {
        const value: unknown = measure({ source, evaluation });
        return Number.isFinite(value)
          ? []
          : [{ message: `feature ${name} answers ${String(value)}`, place }];
      } catch (thrown) {
        return [
          {
            ...asFinding(thrown, world.folder),
            message: `feature ${name} throws: ${messageOf(thrown)}`,
          },
        ];
      }
    }),
  );
  return found.flat();
}

export async function metricsMissing({
  world,
  policy,
}: PolicyInWorld): Promise<readonly Finding[]> {
  const { source, evaluation } = await world.scoreOf(policy);
  const features = world.problem.features.filter((one) => !throwsOn(one, { source, evaluation }));
  const missing = missingMetrics(features, { source, evaluation });
  return Promise.all(
    missing.map(async ({ feature, metric }) => {
      const index = world.problem.features.findIndex(({ name }) => name === feature);
      const there = Object.keys(evaluation.metrics).join(', ');
      return {
        message: `feature ${feature} reads the metric "${metric}"; there are ${there}`,
        place: await placeOfMember(world.location, ['features', index]),
      };
    }),
  );
}

type FeatureOf = ProblemWorld['problem']['features'][number];

function throwsOn({ measure }: FeatureOf, program: Parameters<FeatureOf['measure']>[0]): boolean {
  try {
    measure(program);
    return false;
  } catch {
    return true;
  }
}
