import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerRequest, claimNext } from '../../src/models/mailbox-answers.ts';

/**
 * Answers every request of a mailbox that it can get, and prints the ids: `node mailbox-answerer.ts
 * FOLDER NAME GO`. Starts when the file GO is there.
 */
const [folder = '', by = '', go = ''] = process.argv.slice(2);
console.log('ready');
while (!existsSync(go)) await sleep(1);
for (;;) {
  const claimed = await claimNext(folder, { by, leaseMs: 60_000 });
  if (claimed === undefined) break;
  const { id } = claimed.head;
  console.log(id);
  await answerRequest(folder, id, { text: `${by} answers ${id}` });
}
