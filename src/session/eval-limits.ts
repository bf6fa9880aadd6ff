import { ConfigError } from '../core/errors.ts';
import type { LimitOverrides } from '../core/sandbox.ts';
import { explainIssue } from '../config/explain-issue.ts';
import { createRunSchema } from '../config/run-rules.ts';
import { applySettings } from '../config/settings.ts';
import { KINDS } from './kinds.ts';

/** The limits that `--set limits.KEY=VALUE` gives for one evaluation. Throws ConfigError for anything else. */
export function evalLimits(set: readonly string[]): LimitOverrides {
  const { raw, settings } = applySettings({ problem: 'any' }, set);
  const other = settings.find(({ path }) => path[0] !== 'limits');
  if (other !== undefined) {
    throw new ConfigError(`--set ${other.path.join('.')}: one evaluation has limits only`, {
      hint: 'write --set limits.timeoutMs=5000; docs/run-file.md lists the others',
    });
  }
  const schema = createRunSchema(KINDS);
  const parsed = schema.safeParse(raw);
  if (parsed.success) return parsed.data.limits;
  const issues = parsed.error.issues.flatMap((issue) => explainIssue(issue, { raw, schema }));
  throw new ConfigError(issues.map(({ label, text }) => `--set ${label}: ${text}`).join('\n'));
}
