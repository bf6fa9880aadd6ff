import type { NamedSource } from '../../core/problem.ts';
import type { Source } from '../../core/program.ts';
import { exportedNames } from '../../typecheck/exported-names.ts';
import { namesDeclared } from './folder-laws.ts';
import { asFinding, type Finding } from './law.ts';
import { placeOfMember } from './places.ts';
import { pathOf } from './policy-names.ts';
import type { PolicyInWorld, ProblemWorld } from './world.ts';

export async function differencesOfExports({
  world,
  policy,
}: PolicyInWorld): Promise<readonly Finding[]> {
  const source = await readOrTell(world, policy);
  if ('message' in source) return [source];
  const declared = await namesDeclared(world);
  const exported = exportedNames(source.files[source.entry] ?? '');
  if (exported === undefined) return [];
  const lacking = declared.filter((name) => !exported.includes(name));
  const more = exported.filter((name) => !declared.includes(name));
  return [
    ...lacking.map((name) => ({ message: `it does not export ${name}` })),
    ...more.map((name) => ({ message: `it exports ${name}, which policy.d.ts does not declare` })),
  ];
}

/** The policy's texts, or what is wrong with its files. */
async function readOrTell(world: ProblemWorld, policy: NamedSource): Promise<Source | Finding> {
  try {
    return await world.read(policy);
  } catch (thrown) {
    const { cause } = Object(thrown);
    const { message, ...rest } = asFinding(cause, world.folder);
    return {
      ...rest,
      message,
      place: rest.place ?? (await placeOfMember(world.location, memberOf(policy, world))),
    };
  }
}

export async function faultsOfTypes({ world, policy }: PolicyInWorld): Promise<readonly Finding[]> {
  const source = await world.read(policy);
  await namesDeclared(world);
  const complaints = await world.complaintsAbout(source);
  return complaints.map(({ file, line, column, message }) => ({
    message,
    place: { file: pathOf(policy, { file, source }), line, column },
  }));
}

function memberOf(policy: NamedSource, { problem }: ProblemWorld): readonly [string, number] {
  const seed = problem.seeds.indexOf(policy);
  return seed >= 0 ? ['seeds', seed] : ['baselines', problem.baselines.indexOf(policy)];
}
