import type { Feature } from '../core/problem.ts';
import type { Scored, Source } from '../core/program.ts';

/** A feature that reads a metric which the evaluation does not have. */
export interface MissingMetric {
  readonly feature: string;
  readonly metric: string;
}

/**
 * The metrics that features read and an evaluation does not have. Features commonly take them for 0, so that a
 * misspelt name would be an axis of the grid on which all programs are equal.
 */
export function missingMetrics(
  features: readonly Feature[],
  { source, evaluation }: { readonly source: Source; readonly evaluation: Scored },
): readonly MissingMetric[] {
  return features.flatMap(({ name, measure }) => {
    const missing = new Set<string>();
    const metrics = watched(evaluation.metrics, missing);
    measure({ source, evaluation: { ...evaluation, metrics } });
    return [...missing].map((metric) => ({ feature: name, metric }));
  });
}

/** The same metrics; names that are read and not there are added to `missing`. */
function watched(metrics: Scored['metrics'], missing: Set<string>): Scored['metrics'] {
  return new Proxy(metrics, {
    get(target, name) {
      if (typeof name === 'string' && !Object.hasOwn(target, name)) missing.add(name);
      return Reflect.get(target, name);
    },
  });
}
