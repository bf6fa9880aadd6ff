import * as z from 'zod';
import { adrs } from './processes.ts';

const Shown = z.object({
  status: z.string(),
  evaluations: z.number(),
  programs: z.number(),
  best: z.object({
    id: z.string(),
    fitness: z.number(),
    metrics: z.record(z.string(), z.number()),
    splits: z.record(z.string(), z.unknown()),
  }),
  logHash: z.string().regex(/^[0-9a-f]{64}$/),
  archiveHash: z.string().regex(/^[0-9a-f]{64}$/),
  head: z.string().regex(/^[0-9a-f]{64}$/),
});

/** Output of `adrs show --json`. */
export async function shown(run: string): Promise<z.infer<typeof Shown>> {
  const { code, out, err } = await adrs('show', run, '--json');
  if (code !== 0) throw new Error(`adrs show failed: ${err}`);
  return Shown.parse(JSON.parse(out));
}

/** Facts on which two equal runs agree. */
export async function essenceOf(run: string): Promise<unknown> {
  const { status, programs, logHash, archiveHash } = await shown(run);
  return { status, programs, logHash, archiveHash };
}
