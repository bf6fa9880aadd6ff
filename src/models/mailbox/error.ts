import { AdrsError } from '../../core/errors.ts';

/** A mailbox cannot do what an answerer asks: nothing is open, the request is closed, the reply is no use. */
export class MailboxError extends AdrsError {
  readonly code = 'E_MAILBOX';
}

/** Errors of the operating system become a MailboxError; anything else comes back as it is. */
export function mailboxFailure(thrown: unknown, folder: string): unknown {
  const isSystemCall = thrown instanceof Error && 'syscall' in thrown;
  if (!isSystemCall) return thrown;
  return new MailboxError(`the mailbox in ${folder} cannot be used: ${thrown.message}`, {
    cause: thrown,
    hint: 'check the space on the disk, the owner and the permissions of the folder',
  });
}
