import { expect, test } from 'vitest';
import type { Source } from '../../src/core/program.ts';
import { readReply } from '../../src/reply/read-reply.ts';
import type { UnusableKind } from '../../src/reply/unusable.ts';
import { sourceOf } from '../fixtures/load-policies.ts';
import { edit, fence } from './replies.ts';

const CODE = `import { share } from './share.ts';

export function choose(loads: readonly number[]): number {
  let best = 0;
  for (let at = 1; at < loads.length; at += 1) {
    if ((loads[at] ?? 0) < (loads[best] ?? 0)) best = at;
  }
  return best;
}

export function wait(seconds: number): number {
  let best = 0;
  return best + share(seconds);
}
`;
const SHARE = 'export const share = (seconds: number): number => 0.5 * seconds;\n';
const PARENT: Source = { entry: 'policy.ts', files: { 'policy.ts': CODE, 'share.ts': SHARE } };
const OTHER = CODE.replace('best = at', 'best = at + 0');

interface Row {
  readonly what: string;
  readonly reply: string;
  readonly kind: UnusableKind;
  /** Text that the message to the model must hold. */
  readonly says: RegExp;
  readonly parent?: Source | null;
}

const ROWS: readonly Row[] = [
  // G1: no code block.
  { what: 'nothing', reply: '', kind: 'empty', says: /empty/ },
  { what: 'blank lines', reply: ' \r\n\t\n', kind: 'empty', says: /empty/ },
  { what: 'a refusal', reply: 'I cannot help with that.', kind: 'no-code', says: /no program/ },
  {
    what: 'an idea and nothing else',
    reply: 'Idea: wait longer',
    kind: 'no-code',
    says: /no edit/,
  },
  {
    what: 'the idea in words, with an example of the output',
    reply: `We could wait.\n${fence('{ "wait": 3 }', 'json')}`,
    kind: 'no-code',
    says: /the one in line 2 is no TypeScript with an export/,
  },
  {
    what: 'a function without an export',
    reply: fence('function choose() {\n  return 0;\n}'),
    kind: 'no-code',
    says: /export/,
  },
  {
    what: 'code without a fence after prose',
    reply: `Here is the program you asked for:\n\n${CODE}`,
    kind: 'no-code',
    says: /line 1, column 5.*fence/,
  },
  {
    what: 'a program in Python',
    reply: fence('def f():\n  return 1', 'python'),
    kind: 'no-code',
    says: /TypeScript/,
  },
  // G1: several.
  {
    what: 'a draft and the final program',
    reply: `First:\n${fence(CODE)}\nBetter:\n${fence(OTHER)}`,
    kind: 'several-programs',
    says: /more than one text for policy\.ts/,
  },
  {
    what: 'two texts for a named file',
    reply: `${fence(SHARE, 'ts share.ts')}\n${fence(SHARE.replace('0.5', '0.6'), 'ts share.ts')}`,
    kind: 'several-programs',
    says: /share\.ts/,
  },
  {
    what: 'edits of a file and the whole of it',
    reply: `${edit('  let best = 0;\n  for', '  let best = 0;\n  for')}\n${edit('best = at;', '')}\n${fence(OTHER, 'ts policy.ts')}`,
    kind: 'no-match',
    says: /Edit 1/,
  },
  {
    what: 'an edit that fits and the whole file',
    reply: `${edit('  return best;', '  return best + 1;')}\n${fence(OTHER, 'ts policy.ts')}`,
    kind: 'several-programs',
    says: /one or the other/,
  },
  // G1: truncated.
  {
    what: 'a fence that is not closed',
    reply: '```ts\nexport const a = 1;',
    kind: 'truncated',
    says: /line 1 .* never closed/,
  },
  {
    what: 'a second file that is cut',
    reply: `${fence(OTHER)}\n\`\`\`ts share.ts\nexport const sha`,
    kind: 'truncated',
    says: /never closed/,
  },
  {
    what: 'an edit that is cut in SEARCH',
    reply: '<<<<<<< SEARCH\n  let best = 0;\n  for (let',
    kind: 'truncated',
    says: />>>>>>> REPLACE is missing/,
  },
  {
    what: 'a second edit that is cut in REPLACE',
    reply: `${edit('  return best;', '  return 1;')}\n<<<<<<< SEARCH\n  let best = 0;\n=======\n  le`,
    kind: 'truncated',
    says: /line 6 .*Send all edits again/,
  },
  {
    what: 'thoughts without an end',
    reply: '<think>Perhaps I',
    kind: 'truncated',
    says: /before the answer/,
  },
  {
    what: 'a whole file with a part left out',
    reply: fence('export function choose() {\n  // ... existing code ...\n  return 1;\n}'),
    kind: 'truncated',
    says: /existing code.*left out/,
  },
  {
    what: 'an edit with the rest left out',
    reply: edit('  return best;', '  /* ... rest of the function unchanged ... */\n  return 1;'),
    kind: 'truncated',
    says: /left out/,
  },
  // Edits that cannot be read.
  {
    what: 'an edit without its dividing line',
    reply: '<<<<<<< SEARCH\n  return best;\n>>>>>>> REPLACE',
    kind: 'malformed-edit',
    says: /one line =======/,
  },
  {
    what: 'an edit without an end before the next',
    reply: `<<<<<<< SEARCH\na\n=======\nb\n${edit('  return best;', '  return 1;')}`,
    kind: 'malformed-edit',
    says: /line 1 .*before the next edit/,
  },
  {
    what: 'the end of an edit alone',
    reply: '  return best;\n=======\n  return 1;\n>>>>>>> REPLACE',
    kind: 'malformed-edit',
    says: /a line of its own/,
  },
  {
    what: 'markers within a line',
    reply: 'Use <<<<<<< SEARCH return best; ======= return 1; >>>>>>> REPLACE',
    kind: 'malformed-edit',
    says: /a line of its own/,
  },
  {
    what: 'too few brackets',
    reply: '<<< SEARCH\n  return best;\n===\n  return 1;\n>>> REPLACE',
    kind: 'malformed-edit',
    says: /<<<<<<< SEARCH/,
  },
  {
    what: 'a unified diff',
    reply: '--- a/policy.ts\n+++ b/policy.ts\n@@ -8 +8 @@\n-  return best;\n+  return 1;',
    kind: 'malformed-edit',
    says: /Diffs/,
  },
  {
    what: 'an empty SEARCH for a file that exists',
    reply: edit('', 'export const a = 1;', ' policy.ts'),
    kind: 'malformed-edit',
    says: /SEARCH is empty, but policy\.ts exists/,
  },
  {
    what: 'an edit that deletes a file',
    reply: edit(SHARE.trimEnd(), '', ' share.ts'),
    kind: 'malformed-edit',
    says: /cannot be deleted/,
  },
  {
    what: 'an empty file',
    reply: fence('', 'ts share.ts'),
    kind: 'malformed-edit',
    says: /cannot be deleted/,
  },
  // Edits that do not fit.
  {
    what: 'a line that the model invented',
    reply: edit('  let worst = 0;', '  let worst = 1;', ' policy.ts'),
    kind: 'no-match',
    says: /Edit 1 \(line 1 of your reply\)(?:.|\n)* 4 \| {3}let best = 0;/,
  },
  {
    what: 'lines in another order',
    reply: edit('  let best = 0;\n  return best;', '  return 1;', ' policy.ts'),
    kind: 'no-match',
    says: /not in this order/,
  },
  {
    what: 'one of two edits that does not fit',
    reply: `${edit('  return best;', '  return 2;')}\n${edit('  return worst;', '  return 3;')}`,
    kind: 'no-match',
    says: /Edit 2 \(line 6(?:.|\n)*Nothing was changed/,
  },
  // G2: context that matches twice.
  {
    what: 'a line that stands twice',
    reply: edit('  let best = 0;', '  let best = 1;'),
    kind: 'ambiguous',
    says: /lines 4, 12/,
  },
  {
    what: 'a line that stands twice but for its indentation',
    reply: edit('let best = 0;', 'let best = 1;'),
    kind: 'ambiguous',
    says: /could stand .*lines 4, 12/,
  },
  {
    what: 'a line that stands in two files',
    reply: edit('export const a = 1;', 'export const a = 2;'),
    parent: {
      entry: 'policy.ts',
      files: { 'policy.ts': 'export const a = 1;\n', 'b.ts': 'export const a = 1;\n' },
    },
    kind: 'ambiguous',
    says: /in policy\.ts and in b\.ts/,
  },
  {
    what: 'a similar piece that stands twice',
    reply: edit('begin();\nfirst(1, 2, 3);\nsecond(4, 5, 7);\nend();', 'x();'),
    parent: sourceOf(
      'begin();\nfirst(1, 2, 3);\nsecond(4, 5, 6);\nend();\nexport {};\nbegin();\nfirst(1, 2, 3);\nsecond(4, 5, 8);\nend();\n',
    ),
    kind: 'ambiguous',
    says: /could stand .*lines 1, 6/,
  },
  {
    what: 'two edits of one line',
    reply: `${edit('  return best;', '  return 2;')}\n${edit('  return best;\n}', '  return 3;\n}')}`,
    kind: 'overlapping',
    says: /Edit 1 .* and Edit 2 .* line 8 /,
  },
  // G6: paths.
  ...['../../x.ts', '/etc/passwd', 'a/../../b.ts', '..\\x.ts', 'x.py', 'C:/x.ts', './../x.ts'].map(
    (path): Row => ({
      what: `an edit of ${path}`,
      reply: edit('', 'export {};', ` ${path}`),
      kind: 'bad-path',
      says: /relative/,
    }),
  ),
  ...['../../x.ts', '/tmp/x.ts', 'a//b.ts', '.hidden/x.ts', 'policy.tsx'].map((path): Row => ({
    what: `a fence for ${path}`,
    reply: fence(OTHER, `ts ${path}`),
    kind: 'bad-path',
    says: /relative/,
  })),
  {
    what: 'a line that names a path outside',
    reply: `File: ../outside.ts\n${fence(OTHER)}`,
    kind: 'bad-path',
    says: /relative/,
  },
  {
    what: 'an edit of a file that is not there',
    reply: edit('a', 'b', ' src/policy.ts'),
    kind: 'unknown-file',
    says: /no file src\/policy\.ts\. The program has policy\.ts, share\.ts/,
  },
  {
    what: 'a whole file that nothing imports',
    reply: fence(OTHER, 'ts src/policy.ts'),
    kind: 'unknown-file',
    says: /none that imports it/,
  },
  {
    what: 'an edit when there is nothing to edit',
    reply: edit('a', 'b'),
    parent: null,
    kind: 'unknown-file',
    says: /no program to edit yet/,
  },
  {
    what: 'a new program without its entry file',
    reply: fence(SHARE, 'ts share.ts'),
    parent: null,
    kind: 'unknown-file',
    says: /entry file is policy\.ts/,
  },
  // Nothing new, or too much.
  { what: 'the program as it was', reply: fence(CODE), kind: 'no-op', says: /exactly as it was/ },
  {
    what: 'the program with other blanks at line ends',
    reply: fence(CODE.replaceAll(';\n', ';  \n')),
    kind: 'no-op',
    says: /exactly as it was/,
  },
  {
    what: 'an edit that changes nothing',
    reply: edit('  return best;', '  return best;'),
    kind: 'no-op',
    says: /exactly as it was/,
  },
  {
    what: 'a file beyond the limit',
    reply: fence(`export const a = '${'x'.repeat(70_000)}';`),
    kind: 'too-large',
    says: /policy\.ts has 70\d+ bytes/,
  },
  {
    what: 'a reply beyond the limit',
    reply: 'x'.repeat(600_000),
    kind: 'too-large',
    says: /600000 characters/,
  },
  {
    what: 'a hundred edits and one',
    reply: Array.from({ length: 101 }, () => edit('  return best;', '  return 1;')).join('\n'),
    kind: 'too-large',
    says: /101 edits/,
  },
];

test.each(ROWS)('$what: the model receives the reason', ({ reply, kind, says, parent }) => {
  const read = readReply(reply, {
    parent: parent === undefined ? PARENT : parent,
    entry: 'policy.ts',
  });
  expect(read).toMatchObject({ status: 'unusable', kind });
  expect(read.status === 'unusable' && read.text).toMatch(says);
});

test('a reply cut by length is never used, however complete it looks', () => {
  const context = { parent: PARENT, entry: 'policy.ts', finish: 'length' as const };
  expect(readReply(fence(OTHER), context)).toMatchObject({ kind: 'truncated' });
  expect(readReply(fence(OTHER), { ...context, finish: 'stop' })).toMatchObject({
    status: 'program',
  });
});

test('what is said about a reply is printable and short, whatever the reply holds', () => {
  const hostile = '\u001b[2J\u202e\u0000</script>'.repeat(8);
  const reply = Array.from({ length: 40 }, () => edit(hostile, hostile, ` ${hostile}.ts`)).join(
    '\n',
  );
  const read = readReply(reply, { parent: PARENT, entry: 'policy.ts' });
  const told = read.status === 'unusable' ? read.text : '';
  expect(told).toContain('no path');
  // oxlint-disable-next-line no-control-regex -- they are what is looked for
  expect(told).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  expect(told.length).toBeLessThan(8000);
});
