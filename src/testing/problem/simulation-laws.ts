import { pathToFileURL } from 'node:url';
import type { Node } from '@babel/types';
import type { Source } from '../../core/program.ts';
import { messageOf } from '../../core/errors.ts';
import { Unjudged, asFinding, type Finding, type Law, type Place } from './law.ts';
import { namesDeclared } from './folder-laws.ts';
import {
  lineOf,
  modulesFrom,
  nodesIn,
  placeOfDeclaration,
  placeOfMember,
  placeOfProperty,
} from './places.ts';
import type { ProblemWorld } from './world.ts';

/** Laws of the evaluator and of the simulation in it. */
export const simulationLaws: readonly Law<ProblemWorld>[] = [
  {
    name: 'has an evaluator with a digest that stays',
    meaning:
      'The digest tells a resumed run whether results can still be compared; a simulation is bundled for it.',
    hint: 'the digest is a function of the files and settings that decide an outcome',
    place: placeOfEvaluator,
    check: changesOfDigest,
  },
  {
    name: 'has no clock and no chance of its own in its simulation and its cases',
    meaning: 'Every measurement must come out the same, on every machine.',
    hint: 'draw from the rng that simulate is given, and in cases from createRng; time is a number that the simulation keeps',
    place: placeOfEvaluator,
    check: clocksAndChance,
  },
  {
    name: 'has a port of exactly the declared functions',
    meaning: 'A function that only one side knows is never called, or never there.',
    hint: 'name the same functions in policy.d.ts and in definePort; with definePort<typeof import(...)> the compiler compares all of it',
    place: placeOfEvaluator,
    check: differencesOfPort,
  },
  {
    name: 'is decided by case and policy alone',
    meaning:
      'A simulation that remembers earlier cases, changes its case or draws of its own gives scores that no replay can confirm.',
    hint: 'keep no state outside simulate, change no member of the case, and draw only from the rng that simulate is given',
    place: placeOfSimulate,
    check: faultsOfAudit,
  },
  {
    name: 'rejects a text that is no program',
    meaning: 'Models write such texts; they are no fault of the problem.',
    hint: 'an evaluator answers { status: "rejected", reason: "syntax" } for it',
    place: placeOfEvaluator,
    check: async (world) => {
      const { measurement } = await world.measureSource(sourceFrom(world, 'export function ('));
      const isRejected = measurement.status === 'rejected' && measurement.reason === 'syntax';
      return isRejected
        ? []
        : [{ message: `the text "export function (" is ${measurement.status}` }];
    },
  },
  {
    name: 'gives a program that does nothing no better score than any seed',
    meaning: 'Doing nothing must not pay.',
    hint: 'let the simulation throw PolicyFailure for an answer that is missing, or choose worse worst values',
    place: placeOfSimulate,
    check: gainOfNothing,
  },
];

/** Place in the simulation for a fault of what `simulate` answers or does; of the evaluator where there is none. */
export async function placeOfSimulate(world: ProblemWorld): Promise<Place> {
  const { simulation } = world;
  return simulation === undefined
    ? placeOfEvaluator(world)
    : placeOfDeclaration(simulation, 'simulate');
}

/** Place in the simulation where a member of its answer, such as a metric, is named. */
export async function placeOfAnswer(world: ProblemWorld, name: string): Promise<Place> {
  const { simulation } = world;
  return simulation === undefined
    ? placeOfEvaluator(world)
    : placeOfProperty(simulation, name, 'simulate');
}

async function placeOfEvaluator({ location }: ProblemWorld): Promise<Place> {
  return placeOfMember(location, ['evaluator']);
}

async function changesOfDigest({
  problem: { evaluator },
}: ProblemWorld): Promise<readonly Finding[]> {
  const digest = await evaluator.fingerprint();
  if (digest === '') return [{ message: 'the digest is empty' }];
  const again = await evaluator.fingerprint();
  return again === digest ? [] : [{ message: `the digest changes: ${digest}, then ${again}` }];
}

async function clocksAndChance({
  simulation,
  location,
}: ProblemWorld): Promise<readonly Finding[]> {
  const roots = simulation === undefined ? [location] : [simulation, location];
  const files = new Set((await Promise.all(roots.map(modulesFrom))).flat());
  const found: Finding[] = [];
  for (const file of files) {
    for (const node of await nodesIn(file)) {
      const what = impurityOf(node);
      if (what === undefined) continue;
      found.push({
        message: `${what} answers something else each time`,
        place: { file, ...lineOf(node) },
      });
    }
  }
  return found;
}

const IMPURE: ReadonlySet<string> = new Set([
  'Date.now',
  'Math.random',
  'performance.now',
  'performance.timeOrigin',
  'crypto.randomUUID',
  'crypto.getRandomValues',
]);

function impurityOf(node: Node): string | undefined {
  if (node.type === 'MemberExpression') return impureMember(node.object, node.property);
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return undefined;
  const isDate = node.callee.type === 'Identifier' && node.callee.name === 'Date';
  if (!isDate || node.arguments.length > 0) return undefined;
  return node.type === 'NewExpression' ? 'new Date()' : 'Date()';
}

function impureMember(object: Node, property: Node): string | undefined {
  if (object.type !== 'Identifier' || property.type !== 'Identifier') return undefined;
  const name = `${object.name}.${property.name}`;
  return IMPURE.has(name) ? name : undefined;
}

async function differencesOfPort(world: ProblemWorld): Promise<readonly Finding[]> {
  const { simulation, folder } = world;
  if (simulation === undefined) return [];
  const declared = await namesDeclared(world);
  const ported = await portOf(simulation, folder);
  if (!Array.isArray(ported)) return [ported];
  const place = await placeOfDeclaration(simulation, 'port');
  const lacking = declared.filter((name) => !ported.includes(name));
  const undeclared = ported.filter((name) => !declared.includes(name));
  return [
    ...lacking.map((name) => ({
      message: `the port lacks ${name}, which policy.d.ts declares`,
      place,
    })),
    ...(await Promise.all(
      undeclared.map(async (name) => ({
        message: `policy.d.ts does not declare ${name} of the port`,
        place: await placeOfProperty(simulation, name, 'port'),
      })),
    )),
  ];
}

async function portOf(simulation: string, folder: string): Promise<string[] | Finding> {
  try {
    const module: unknown = await import(pathToFileURL(simulation).href);
    const port: unknown = Reflect.get(Object(module), 'port');
    return typeof port === 'object' && port !== null
      ? Object.keys(port)
      : { message: 'the simulation exports no port', place: { file: simulation } };
  } catch (thrown) {
    // What cannot be bundled is told by the law of the digest.
    if (!(thrown instanceof Error)) return asFinding(thrown, folder);
    throw new Unjudged(`the simulation cannot be imported: ${messageOf(thrown)}`);
  }
}

async function faultsOfAudit(world: ProblemWorld): Promise<readonly Finding[]> {
  const [seed] = world.problem.seeds;
  if (seed === undefined) throw new Unjudged('there is no seed');
  const { source, measurement: first } = await world.measure(seed);
  if (first.status !== 'measured') throw new Unjudged(`seed ${seed.name} has no outcome`);
  const { measurement } = await world.measureSource(source, { audit: true });
  if (measurement.status === 'measured') {
    const { failedAudit } = measurement;
    if (failedAudit === undefined) return [];
    const evidence = Object.values(failedAudit.evidence).join(', ');
    return [{ message: `audit of seed ${seed.name}: ${failedAudit.reason} (${evidence})` }];
  }
  const why = measurement.status === 'failed' ? measurement.message : measurement.feedback;
  return [{ message: `audit of seed ${seed.name}: ${why}` }];
}

async function gainOfNothing(world: ProblemWorld): Promise<readonly Finding[]> {
  const { evaluation } = await world.measureSource(sourceFrom(world, 'export {};'));
  if (evaluation.status !== 'scored') return [];
  const seeds = await Promise.all(world.problem.seeds.map(world.scoreOf));
  const least = Math.min(...seeds.map((one) => one.evaluation.fitness));
  if (evaluation.fitness <= least) return [];
  return [
    {
      message: `a program that does nothing has fitness ${evaluation.fitness}, the worst seed ${least}`,
    },
  ];
}

function sourceFrom({ problem }: ProblemWorld, text: string): Source {
  const { entry } = problem.policy;
  return { entry, files: { [entry]: text } };
}
