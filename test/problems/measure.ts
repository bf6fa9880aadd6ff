import type { Case } from '../../src/core/case.ts';
import type { CaseSet, Problem } from '../../src/core/problem.ts';
import type { IsolateSandbox, LimitOverrides } from '../../src/core/sandbox.ts';
import type { Evaluation } from '../../src/core/program.ts';
import { createRng } from '../../src/core/rng.ts';
import { readPolicy } from '../../src/policies/read-policy.ts';
import { evaluate } from '../../src/scoring/evaluate.ts';

/** A policy that comes with a problem, measured by the problem's own evaluator. */
export interface Measurement<C extends Case> {
  readonly problem: Problem<C>;
  readonly sandbox: IsolateSandbox;
  readonly cases: CaseSet<C> | undefined;
  readonly audit?: boolean;
  /** Instead of the problem's and the evaluator's own. */
  readonly limits?: LimitOverrides;
}

/** Measures the policy in `file` on all of the cases. */
export async function measure<C extends Case>(
  file: URL,
  { problem, sandbox, cases, audit = false, limits }: Measurement<C>,
): Promise<Evaluation> {
  const { objective, policy } = problem;
  const workloads = (await cases?.()) ?? [];
  return evaluate(problem, await readPolicy(policy, file), {
    cases: workloads.map((workload) => ({
      workload,
      bound: objective.bound?.(workload),
      worst: objective.worst(workload),
    })),
    rng: createRng('test'),
    sandboxes: { isolate: sandbox },
    signal: new AbortController().signal,
    audit,
    limits: { ...problem.limits?.(workloads), ...limits },
  });
}
