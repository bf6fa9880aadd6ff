import { hashText } from '../core/hash.ts';
import { compilePolicy } from '../syntax/compile.ts';
import { readRealmFiles } from './realm-files.ts';

/** A script that workers are given once. */
export interface KeptScript {
  readonly hash: string;
  readonly text: string;
}

let made: KeptScript | undefined;

/**
 * The realm's own modules as one expression, made with the same compiler as the candidates, once a process: each
 * worker would take a tenth of a second for it.
 */
export function realmScript(): KeptScript {
  made ??= compiled();
  return made;
}

function compiled(): KeptScript {
  const result = compilePolicy(readRealmFiles(), { mayBeAsync: true });
  if (!result.ok) throw new Error(`${result.file}:${result.line}: ${result.message}`);
  const runs = result.files.map(({ script }, index) => `made[${index}] = ${script}(made);`);
  const text = `(() => { const made = []; ${runs.join('\n')} return made[${runs.length - 1}]; })()`;
  return { hash: hashText(text), text };
}
