import type { Objection } from '../core/proposer.ts';
import type { RunPlan } from '../engine/run-plan.ts';
import type { CompileComplaint } from '../syntax/compile.ts';
import { gateSource } from '../syntax/gate.ts';
import type { Texts } from '../texts/texts.ts';
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
  readonly texts: Pick<Texts, 'complaintAbout'>;
}): Inspector {
  const { texts } = options;
  const checker = createTypeChecker(options);
  return {
    async inspect(source, { parent, signal }) {
      const text = gateSource(source);
      if (text !== undefined) return { kind: 'syntax', text };
      const complaint = await texts.complaintAbout(source);
      if (complaint !== undefined) return flawFrom(complaint);
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

function flawFrom(complaint: CompileComplaint): Objection {
  return { kind: complaint.unreadable ? 'unreadable' : 'syntax', text: placed(complaint) };
}

function placed({ file, line, column, message }: Placed): string {
  return `${file}:${line}:${column} ${message}`;
}
