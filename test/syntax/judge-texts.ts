/*
 * Judges texts in a process of its own, so that one that hangs a parser can be killed. Reads a JSON array of
 * texts from its input and prints one line of JSON for each.
 */
import { text } from 'node:stream/consumers';
import { ProposalError } from '../../src/core/errors.ts';
import { createRng } from '../../src/core/rng.ts';
import { createMutator } from '../../src/genetic/genetic.ts';
import { simplerForm } from '../../src/genetic/simplify.ts';
import { withoutComments } from '../../src/prompt/source-text.ts';
import { readReply } from '../../src/reply/read-reply.ts';
import { compilePolicy } from '../../src/syntax/compile.ts';
import { normalHash } from '../../src/syntax/normal-form.ts';
import { sketchOf } from '../../src/syntax/shingles.ts';
import type { Source } from '../../src/core/program.ts';

const PLAIN = 'type T = number;\nexport const f = (a: T): T => a as T;\n';

const declaration = 'export function num(): void;';
const rng = createRng('judge');
const mutate = createMutator({ declaration, attempts: 10 });

function judge(code: string): string {
  const source: Source = { entry: 'policy.ts', files: { 'policy.ts': code } };
  return JSON.stringify([
    compilePolicy(source),
    compilePolicy(source, { metered: true }),
    normalHash(source),
    [...sketchOf(source)],
    readReply(code, { parent: null, entry: 'policy.ts' }),
    withoutComments(source),
    childOf(source),
    simplerForm({ code, tried: [code], declaration, rng }),
  ]);
}

function childOf(source: Source): unknown {
  try {
    return mutate({ parent: { id: 'p0', source }, inspirations: [] }, rng);
  } catch (error) {
    if (error instanceof ProposalError) return error.message;
    throw error;
  }
}

const before = judge(PLAIN);
// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what the test writes
for (const one of JSON.parse(await text(process.stdin)) as string[]) {
  const startedAt = process.cpuUsage();
  const first = judge(one);
  const { user } = process.cpuUsage(startedAt);
  const isSame = judge(one) === first && judge(PLAIN) === before;
  console.log(JSON.stringify({ seconds: user / 1e6, isSame, verdict: first.slice(0, 300) }));
}
