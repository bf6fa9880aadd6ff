import type * as z from 'zod';
import type { Case } from './case.ts';
import { complaintAboutShape } from './define-kind.ts';
import { PluginError } from './errors.ts';
import type { Evaluator } from './evaluator.ts';

/** A kind of evaluator; a problem names it by an import and hands it options. */
export interface EvaluatorKind<S extends z.ZodObject = z.ZodObject, C extends Case = Case> {
  /** Kebab-case. */
  readonly name: string;
  /** One line, without a full stop. */
  readonly summary: string;
  readonly options: S;
  /** An evaluator with these options. */
  create(options: z.output<S>): Evaluator<C>;
}

/**
 * The factory of a kind of evaluator. It throws PluginError at import for a wrong kind, and later for options
 * that the schema refuses and for what is no evaluator.
 */
export function defineEvaluator<S extends z.ZodObject, C extends Case>(
  kind: EvaluatorKind<S, C>,
): (options: z.input<S>) => Evaluator<C> {
  const { name, options: schema } = kind;
  const complaint = complaintAboutShape(kind);
  if (complaint !== undefined) throw failure(name, complaint);
  return (options) => {
    const parsed = schema.strict().safeParse(options);
    if (!parsed.success) {
      const lines = parsed.error.issues.map(({ path, message }) =>
        path.length === 0 ? message : `${path.join('.')}: ${message}`,
      );
      throw failure(name, lines.join('; '));
    }
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- strict() keeps the shape, which its type forgets
    const evaluator = kind.create(parsed.data as z.output<S>);
    const missing = ['measure', 'fingerprint'].find(
      (verb) => typeof Reflect.get(evaluator, verb) !== 'function',
    );
    if (missing === undefined) return evaluator;
    throw failure(name, `"create" made no evaluator: it has no function "${missing}"`);
  };
}

function failure(name: unknown, text: string): PluginError {
  return new PluginError(`evaluator ${JSON.stringify(name)}: ${text}`);
}
