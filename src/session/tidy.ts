import { SandboxError } from '../core/errors.ts';
import type { Source } from '../core/program.ts';
import { createRng } from '../core/rng.ts';
import type { Tidied, Tidy } from '../engine/run-plan.ts';
import { simplify } from '../genetic/simplify.ts';
import type { Texts } from '../texts/texts.ts';
import { createTypeChecker } from '../typecheck/type-checker.ts';
import type { TypeComplaint } from '../typecheck/type-complaint.ts';
import { formatSource } from './format-source.ts';

/** Programs that are measured on their way to a simpler one. */
const ATTEMPTS = 32;

/** A tidying for the policies of one problem: it simplifies the entry, formats every file, checks the types. */
export function createTidy(problem: {
  /** Text of the problem's `policy.d.ts`. */
  readonly declaration: string;
  /** Name of a policy's entry file. */
  readonly entry: string;
  readonly texts: Pick<Texts, 'simplerForm'>;
}): Tidy {
  const { declaration, texts } = problem;
  const rng = createRng('tidy');
  return async (source, { isSame, signal }) => {
    const { entry, files } = source;
    const withEntry = (text: string): Source => ({ entry, files: { ...files, [entry]: text } });
    const text = await simplify(files[entry] ?? '', {
      attempts: ATTEMPTS,
      step: (code, tried) => texts.simplerForm({ declaration, code, tried }, rng),
      isSame: (code) => isSame(withEntry(code)),
    });
    const formatted = await formatSource(withEntry(text), signal);
    if (formatted === undefined) return asItIs('the formatter cannot read it');
    const complaint = await firstComplaint(formatted, problem, signal);
    if (complaint !== undefined) return asItIs(`its types are wrong: ${complaint}`);
    return { status: 'tidied', source: formatted };
  };
}

function asItIs(reason: string): Tidied {
  return { status: 'as-it-is', reason };
}

async function firstComplaint(
  source: Source,
  problem: { readonly declaration: string; readonly entry: string },
  signal: AbortSignal,
): Promise<string | undefined> {
  await using checker = createTypeChecker(problem);
  try {
    const [first] = await checker.check(source, signal);
    return first && placed(first);
  } catch (error) {
    // A run that is over does not fail for want of a compiler.
    if (error instanceof SandboxError) return error.message;
    throw error;
  }
}

function placed({ file, line, column, message }: TypeComplaint): string {
  return `${file}:${line}:${column} ${message}`;
}
