import path from 'node:path';
import * as z from 'zod';
import { defineModelProvider } from '../../core/define-kind.ts';
import { createMailboxModel } from './model.ts';

/** The folder of the requests to the mailbox of a run, absolute where that of the run is. */
export function mailboxOf(runFolder: string): string {
  return path.join(runFolder, 'mailbox');
}

/** People and agents at a mailbox in a run file. */
export const mailboxKind = defineModelProvider({
  name: 'mailbox',
  summary: 'people and agents, who answer files with files',
  keepsTime: true,
  asksPeople: true,
  options: z.object({
    timeoutSeconds: z.number().positive().default(86_400).describe('how long a request stays open'),
  }),
  create: (_options, { name, folder, timeoutMs }) =>
    createMailboxModel({ name, folder: mailboxOf(folder), timeoutMs }),
});
