import ivm from 'isolated-vm';
import { messageOf } from '../../core/errors.ts';
import { NESTED_CALLS } from '../../core/nested-calls.ts';
import type { CallTraits, CompiledFile } from '../../syntax/compile.ts';
import type { RealmOptions } from '../realm/policy-realm.ts';
import { textOf, type IsolateSession } from './isolate-session.ts';

/** V8 does not accept a candidate that the gates let through. */
export class SyntaxFault extends Error {}

/** A policy that is compiled. */
export interface PolicyCode {
  readonly files: readonly CompiledFile[];
  readonly calls: CallTraits;
}

/**
 * Makes the policy's realm in a new context: hardened builtins first, then the port's adapters, then
 * the candidate's files, which do not run yet. Throws SyntaxFault.
 */
export async function openPolicyRealm(
  session: IsolateSession,
  adapters: string,
  { files, calls: { most, isHidden } }: PolicyCode,
): Promise<ivm.Reference> {
  const { isolate, scripts } = session;
  const context = await isolate.createContext();
  const timeout = { timeout: remainingMs(session) };
  const hardening = await scripts.compile(
    isolate,
    'policy-realm',
    realmText(session, {
      metered: session.isCounted,
      extras: session.job.extras ?? [],
      nestedCalls: NESTED_CALLS.most,
    }),
  );
  const realm = await hardening.run(context, { reference: true, ...timeout });
  const made = await scripts.compile(isolate, 'adapters', adapters);
  const adapt = await made.run(context, { reference: true, ...timeout });
  const functions = files.map((file) =>
    compileFile(isolate, file).runSync(context, { reference: true }),
  );
  await realm
    .getSync('install', { reference: true })
    .apply(
      undefined,
      [
        new ivm.ExternalCopy({ most, isHidden }).copyInto(),
        ...[adapt, ...functions].map((reference) => reference.derefInto()),
      ],
      timeout,
    );
  return realm;
}

/** Milliseconds that the job has left, at least 1. */
export function remainingMs({ deadline }: IsolateSession): number {
  return Math.max(1, Math.ceil(deadline - performance.now()));
}

/**
 * The body is parsed as a module first: a module cannot close the function around it, and
 * may hold no HTML comment that would hide a brace.
 */
function compileFile(isolate: ivm.Isolate, { path, body, script }: CompiledFile): ivm.Script {
  try {
    isolate.compileModuleSync(body, { filename: path }).release();
    return isolate.compileScriptSync(script, { filename: path, lineOffset: -1 });
  } catch (error) {
    const [, message, place] = /^(.*) \[([^\]]*)\]$/s.exec(messageOf(error)) ?? [];
    throw new SyntaxFault(place === undefined ? messageOf(error) : `${place}: ${message}`);
  }
}

function realmText({ texts, job }: IsolateSession, options: RealmOptions): string {
  return `${textOf(texts, job.realm)}.openRealm(${JSON.stringify(options)})`;
}
