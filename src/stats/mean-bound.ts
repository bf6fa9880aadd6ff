import { meanOf } from './mean.ts';

/** Mean of the cases' bounds; undefined unless every case has one, and of no case. */
export function meanBound(
  cases: readonly { readonly bound?: number | undefined }[],
): number | undefined {
  const bounds = cases.flatMap(({ bound }) => bound ?? []);
  return bounds.length === cases.length && bounds.length > 0 ? meanOf(bounds) : undefined;
}
