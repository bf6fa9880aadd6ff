import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { messageOf, StoreError } from '../core/errors.ts';
import type { Problem } from '../core/problem.ts';
import { withDeclarationAt } from '../policies/module-imports.ts';
import { reportDetails } from '../view/report-details.ts';
import { sourceIn } from '../view/stored-texts.ts';
import type { StoredRun } from './stored-run.ts';

/** Below the policy: next to a `policy.ts` a compiler takes `./policy.d.ts` for that very file. */
const DECLARATION = 'types/policy.d.ts';

/** The contents of a run's `best/`. */
export interface WrittenPolicy {
  /** Absolute paths of the policy's files. */
  readonly files: readonly string[];
  /** The reason why it is the program as it was found; undefined when it is tidy. */
  readonly reason: string | undefined;
}

/**
 * Writes the best policy as it was exported, or as it was found where the log holds no export of it, into
 * `best/` in place of an earlier one, with the declaration that its types come from. Throws StoreError.
 */
export async function writeBestPolicy(
  run: StoredRun,
  { policy }: Pick<Problem, 'policy'>,
): Promise<WrittenPolicy> {
  const exported = run.fold.exported();
  const isOfBest = exported !== undefined && exported.id === run.view.best?.id;
  const source = isOfBest
    ? sourceIn(run.blob(exported.exportedHash))
    : reportDetails(run).bestSource;
  if (source === undefined) return { files: [], reason: undefined };
  const folder = path.join(run.folder, 'best');
  const texts = Object.entries(source.files).map(([name, text]) => {
    const specifier = path.posix.relative(path.posix.dirname(name), DECLARATION);
    const importable = specifier.startsWith('.') ? specifier : `./${specifier}`;
    return [path.join(folder, name), withDeclarationAt(text, importable)] as const;
  });
  try {
    const declaration = await readFile(policy.declaration, 'utf8');
    await rm(folder, { recursive: true, force: true });
    for (const [file, text] of [...texts, [path.join(folder, DECLARATION), declaration] as const]) {
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
    }
  } catch (cause) {
    throw new StoreError(`cannot write the best policy: ${messageOf(cause)}`, {
      cause,
      hint: `the run itself is safe; make room and use adrs report ${run.folder}`,
    });
  }
  return { files: texts.map(([file]) => file), reason: isOfBest ? exported.reason : undefined };
}
