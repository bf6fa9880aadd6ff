import { readFileSync } from 'node:fs';
import { standInReply } from './reply.ts';

/** In place of a coding agent's command: reads a prompt, prints a reply. */
process.stdout.write(standInReply(readFileSync(0, 'utf8')));
