import { fileURLToPath } from 'node:url';
import type { Law, Place } from './law.ts';
import { placeOfMember } from './places.ts';
import { changesOfMeasurement, faultsOfScore } from './policy-scores.ts';
import { differencesOfExports, faultsOfTypes } from './policy-texts.ts';
import {
  featuresNotFinite,
  metricsMissing,
  valuesBeyondBound,
  valuesBeyondWorst,
} from './policy-values.ts';
import { placeOfSimulate } from './simulation-laws.ts';
import type { PolicyInWorld } from './world.ts';

/** Sentences that hold for every seed and every baseline. */
export const policyLaws: readonly Law<PolicyInWorld>[] = [
  {
    name: 'can be read, and exports exactly the declared functions',
    meaning:
      'What it lacks cannot be called; what it has in addition is of no use, and is bred from.',
    hint: 'export the functions of policy.d.ts, and nothing else',
    place: placeOfPolicy,
    check: differencesOfExports,
  },
  {
    name: 'has types that fit the declaration',
    meaning: 'Candidates are bred from it and go through the same compiler.',
    hint: 'mend the types; import those of the declaration from policy.d.ts',
    place: placeOfPolicy,
    check: faultsOfTypes,
  },
  {
    name: 'scores, and is valid on every case',
    meaning:
      'A seed without a score starts nothing, and a baseline without one compares with nothing.',
    hint: 'adrs eval PROBLEM seed:NAME shows what happens',
    place: placeOfPolicy,
    check: faultsOfScore,
  },
  {
    name: 'is measured the same twice, whatever the order of the cases',
    meaning: 'A score that changes by itself ranks by luck.',
    hint: 'keep no state outside simulate, and draw only from the rng that it is given',
    place: ({ world }) => placeOfSimulate(world),
    check: changesOfMeasurement,
  },
  {
    name: 'is on no case worse than its worst value',
    meaning: 'A case that fails counts with its worst value: failing would pay.',
    hint: 'objective.worst must be what the worst valid policy gets, or worse',
    place: ({ world }) => placeOfMember(world.location, ['objective', 'worst']),
    check: valuesBeyondWorst,
  },
  {
    name: 'is on no case better than its bound',
    meaning:
      'What beats the bound is quarantined as not credible: a wrong bound throws good programs away.',
    hint: 'prove the bound again, or leave it out',
    place: ({ world }) => placeOfMember(world.location, ['objective', 'bound']),
    check: valuesBeyondBound,
  },
  {
    name: 'has finite features',
    meaning: 'A program without a place on an axis of the grid cannot be kept.',
    hint: 'a feature answers a finite number for every program that has a score',
    place: ({ world }) => placeOfMember(world.location, ['features']),
    check: featuresNotFinite,
  },
  {
    name: 'has every metric that a feature reads',
    meaning: 'A misspelt metric would be an axis on which all programs are equal.',
    hint: 'let simulate answer the metric, or correct its name in the feature',
    place: ({ world }) => placeOfMember(world.location, ['features']),
    check: metricsMissing,
  },
];

function placeOfPolicy({ policy }: PolicyInWorld): Place {
  return { file: fileURLToPath(policy.file) };
}
