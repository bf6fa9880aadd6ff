import type { Feature } from '../core/problem.ts';
import type { Scored } from '../core/program.ts';

/** Comments and white space of TypeScript, roughly: enough for an axis of size. */
const NO_CODE = /\/\*[\s\S]*?\*\/|\/\/.*|\s+/g;

/**
 * A feature `codeSize`: characters of code, comments and white space left out, in bins of equal ratio. Programs
 * outside `range` fall into the first or the last bin.
 */
export function codeSize(
  range: readonly [min: number, max: number],
  { bins = 6 }: { readonly bins?: number } = {},
): Feature {
  return {
    name: 'codeSize',
    scale: { type: 'log', bins, range },
    measure: ({ source }) => Object.values(source.files).join('').replaceAll(NO_CODE, '').length,
  };
}

/**
 * A feature over metrics of the evaluation, in equally filled bins: the metric of that name, or what `measure`
 * makes of all metrics. A metric that is missing counts as 0; a run stops where a seed lacks it.
 */
export function metricFeature(
  name: string,
  {
    bins = 8,
    measure = (metric) => metric(name),
  }: {
    readonly bins?: number;
    readonly measure?: (metric: (name: string) => number) => number;
  } = {},
): Feature {
  return {
    name,
    scale: { type: 'quantile', bins },
    measure: ({ evaluation }) => measure(metricsOf(evaluation)),
  };
}

function metricsOf({ metrics }: Scored): (name: string) => number {
  return (name) => metrics[name] ?? 0;
}
