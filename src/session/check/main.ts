import { availableParallelism } from 'node:os';
import { messageOf, SandboxError } from '../../core/errors.ts';
import { createSandbox } from '../../sandbox/sandbox.ts';
import { withSecondChance } from '../../sandbox/with-second-chance.ts';
import { checkProblem } from './check-problem.ts';
import type { CheckTask, FromCheck } from './messages.ts';
import { checkProjectTypes } from './project-types.ts';

/** The process of a check: code of the problem runs here, and may block or end it. */

const BEAT_MS = 500;

const tell = (message: FromCheck): void => void process.send?.(message);
process.once('disconnect', () => process.exit(1));
setInterval(() => tell({ type: 'alive' }), BEAT_MS).unref();

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- written by `check-apart.ts`
const { location, data, caseSeconds } = JSON.parse(process.argv[2] ?? '') as CheckTask;
const atOnce = Math.min(2, availableParallelism());
const sandbox = withSecondChance(createSandbox({ workers: atOnce }));
try {
  const report = await checkProblem(location, {
    sandbox,
    projectTypes: checkProjectTypes,
    atOnce,
    data,
    caseSeconds,
    signal: new AbortController().signal,
    onLaw: (text, found) => tell({ type: 'law', text, found }),
  });
  tell({ type: 'report', report });
} catch (thrown) {
  if (thrown instanceof SandboxError) {
    tell({ type: 'broken-sandbox', message: thrown.message, hint: thrown.hint });
  } else {
    const stack = thrown instanceof Error ? thrown.stack : undefined;
    tell({ type: 'bug', stack: stack ?? messageOf(thrown) });
  }
} finally {
  await sandbox.close();
}
process.disconnect();
