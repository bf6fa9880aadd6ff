import type { z } from 'zod';

/** One schema for each member of T, no more and no fewer: a changed contract fails to compile. */
export type SchemaShape<T> = { readonly [K in Extract<keyof T, string>]: z.ZodType<T[K]> };
