import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { AdrsError, messageOf } from '../../core/errors.ts';
import { placeOfThrow } from '../../core/place-of-throw.ts';
import { importsOf } from '../../policies/module-imports.ts';
import { parseModule } from '../../syntax/parse.ts';
import { placeIn, type Finding, type Place } from '../../testing/problem/law.ts';
import { modulesFrom } from '../../testing/problem/places.ts';

/**
 * The faults because of which a problem's module cannot be imported: all texts that do not parse and all files that
 * are not there; where there are none, what was thrown.
 */
export async function whyNotLoaded(thrown: unknown, location: string): Promise<readonly Finding[]> {
  const modules = await modulesFrom(location);
  const faults = (
    await Promise.all([...modules.map(syntaxFault), ...modules.map(importFaults)])
  ).flat();
  if (faults.length > 0) return faults;
  const finding = findingOf(thrown, location);
  // A module of a circle sees names of another one before they have a value.
  const isTooEarly = thrown instanceof ReferenceError || thrown instanceof TypeError;
  const circle = isTooEarly ? await circleFrom(location) : undefined;
  if (circle === undefined) return [finding];
  const names = circle.map((file) => path.relative(path.dirname(location), file)).join(' -> ');
  return [
    {
      ...finding,
      message: `${finding.message}; files import one another in a circle: ${names}`,
      hint: 'move what both need into a file of its own',
    },
  ];
}

async function syntaxFault(file: string): Promise<readonly Finding[]> {
  const parsed = parseModule(await readFile(file, 'utf8'));
  if (parsed.ok) return [];
  const { line, column, message } = parsed;
  const hint = 'correct the text there';
  return [{ message: `it does not parse: ${message}`, place: { file, line, column }, hint }];
}

async function importFaults(file: string): Promise<readonly Finding[]> {
  const imports = importsOf(await readFile(file, 'utf8'));
  const found = await Promise.all(
    imports.map(async ({ specifier, line, column }) => {
      const target = path.resolve(path.dirname(file), specifier);
      if ((await stat(target).catch(() => undefined)) !== undefined) return [];
      const hint = 'write the file, or correct the path; it names the file with its ending';
      return [{ message: `there is no file ${target}`, place: { file, line, column }, hint }];
    }),
  );
  return found.flat();
}

function findingOf(thrown: unknown, location: string): Finding {
  const folder = path.dirname(location);
  const message = messageOf(thrown);
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
  const place: Place = placeIn(placeOfThrow(thrown, folder) ?? '', folder) ??
    placeIn(stack, folder) ?? { file: location };
  const hint = thrown instanceof AdrsError ? thrown.hint : undefined;
  return { message: `it threw while it was loaded: ${message}`, place, hint };
}

/** The files of a circle of imports, from its first file back to it. */
async function circleFrom(location: string): Promise<readonly string[] | undefined> {
  const imports = new Map<string, readonly string[]>();
  for (const file of await modulesFrom(location)) {
    const found = importsOf(await readFile(file, 'utf8'));
    imports.set(
      file,
      found.map(({ specifier }) => path.resolve(path.dirname(file), specifier)),
    );
  }
  const visit = (file: string, trail: readonly string[]): readonly string[] | undefined => {
    const start = trail.indexOf(file);
    if (start >= 0) return [...trail.slice(start), file];
    for (const target of imports.get(file) ?? []) {
      const circle = visit(target, [...trail, file]);
      if (circle !== undefined) return circle;
    }
    return undefined;
  };
  return visit(location, []);
}
