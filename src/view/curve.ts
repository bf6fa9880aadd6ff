/** The best train result after so many evaluations. */
export interface CurvePoint {
  readonly evaluations: number;
  readonly fitness: number;
  /** In the objective's unit. */
  readonly value: number;
  readonly id: string;
}

/** A bounded picture of a series of any length. */
export interface Curve {
  add(point: CurvePoint): void;
  /** In the order of adding; the first and the last point are always among them. */
  points(): readonly CurvePoint[];
}

/**
 * Keeps evenly spaced points of the series, between `limit` / 2 and `limit` of them once it is long,
 * and always the last. Constant time a point, amortised.
 */
export function createCurve(limit: number): Curve {
  let kept: CurvePoint[] = [];
  let stride = 1;
  let seen = 0;
  let last: CurvePoint | undefined;
  return {
    add(point) {
      last = point;
      if (seen % stride === 0) kept.push(point);
      seen += 1;
      if (kept.length < limit) return;
      kept = kept.filter((_, index) => index % 2 === 0);
      stride *= 2;
    },
    points() {
      return last === undefined || kept.at(-1) === last ? [...kept] : [...kept, last];
    },
  };
}
