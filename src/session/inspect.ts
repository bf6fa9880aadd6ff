import type { Source } from '../core/program.ts';
import type { Objection } from '../core/proposer.ts';
import type { RunPlan } from '../engine/run-plan.ts';
import { compilePolicy } from '../syntax/compile.ts';
import { gateSource } from '../syntax/gate.ts';
import { createTypeChecker } from '../typecheck/type-checker.ts';

/** Reads programs before anything runs them. */
export interface Inspector extends AsyncDisposable {
  /**
   * What is wrong with a program's text, each complaint with its place on a line of its own; the types only
   * when the rest is in order, and only what its parent has not.
   */
  readonly inspect: RunPlan['inspect'];
}

/** An inspector for the policies of one problem; its compiler starts with the first program. */
export function createInspector(options: {
  /** Text of the problem's `policy.d.ts`. */
  readonly declaration: string;
  /** Name of a policy's entry file. */
  readonly entry: string;
}): Inspector {
  const checker = createTypeChecker(options);
  return {
    async inspect(source, { parent, signal }) {
      const text = gateSource(source);
      const flaw = text === undefined ? flawOfText(source) : ({ kind: 'syntax', text } as const);
      if (flaw !== undefined) return flaw;
      const complaints = await checker.check(source, signal, parent);
      if (complaints.length === 0) return undefined;
      return { kind: 'types', text: complaints.map(placed).join('\n') };
    },
    [Symbol.asyncDispose]: () => checker.close(),
  };
}

interface Placed {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

function flawOfText(source: Source): Objection | undefined {
  const compiled = compilePolicy(source);
  if (compiled.ok) return undefined;
  return { kind: compiled.unreadable ? 'unreadable' : 'syntax', text: placed(compiled) };
}

function placed({ file, line, column, message }: Placed): string {
  return `${file}:${line}:${column} ${message}`;
}
