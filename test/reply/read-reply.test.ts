import { expect, test } from 'vitest';
import type { Source } from '../../src/core/program.ts';
import { readReply, type ReadReply } from '../../src/reply/read-reply.ts';
import { sourceOf } from '../fixtures/load-policies.ts';
import { edit, fence } from './replies.ts';

const CODE = `type Machine = 'SPOT' | 'OD';

export function step(slack: number, hasSpot: boolean): Machine {
  if (slack < 0.25) {
    return 'OD';
  }
  // wait for a spot machine
  return hasSpot ? 'SPOT' : 'OD';
}
`;
const GOAL = CODE.replace('0.25', '0.3');
const OLD = '  if (slack < 0.25) {';
const NEW = '  if (slack < 0.3) {';

function read(reply: string, parent: Source | null = sourceOf(CODE)): ReadReply {
  return readReply(reply, { parent, entry: 'policy.ts' });
}

function codeFrom(reply: string, parent?: Source): string | undefined {
  const result = read(reply, parent);
  return result.status === 'program' ? result.source.files['policy.ts'] : result.text;
}

const ACCEPTED: readonly (readonly [what: string, reply: string])[] = [
  ['an edit', edit(OLD, NEW)],
  ['an edit with a path', edit(OLD, NEW, ' policy.ts')],
  ['a path in ticks, brackets or with ./', edit(OLD, NEW, ': (`./policy.ts`)')],
  ['an edit in a fence', fence(edit(OLD, NEW))],
  ['a fence that names the file', fence(edit(OLD, NEW), 'ts policy.ts')],
  ['the path on a line before', `policy.ts\n\`\`\`\n${edit(OLD, NEW)}\n\`\`\``],
  ['a comment with the path in the fence', fence(`// policy.ts\n${edit(OLD, NEW)}`)],
  ['five brackets', edit(OLD, NEW).replaceAll(/[<=>]{7}/g, (marker) => marker.slice(2))],
  ['nine brackets', edit(OLD, NEW).replaceAll(/[<=>]{7}/g, (marker) => marker + marker.slice(5))],
  ['mixed widths', edit(OLD, NEW).replace('=======', '=====').replace('>>>>>>>', '>>>>>>')],
  ['other words', edit(OLD, NEW).replace('SEARCH', 'ORIGINAL').replace('REPLACE', 'UPDATED')],
  ['lower case', edit(OLD, NEW).toLowerCase().replace('slack', 'slack')],
  ['a fence around each half', edit(fence(OLD), fence(NEW))],
  ['an edit in a list', `1. First:\n${edit(OLD, NEW).replaceAll(/^/gm, '   ')}`],
  ['line ends of Windows', edit(OLD, NEW).replaceAll('\n', '\r\n')],
  ['the same edit twice', `${edit(OLD, NEW)}\n${edit(OLD, NEW)}`],
  ['an edit with an illustration before', `${fence(NEW)}\n${fence(GOAL)}\n${edit(OLD, NEW)}`],
  ['an edit that is not closed but by its fence and prose', `${edit(OLD, NEW)}\nThat is all.`],
  ['a whole file', fence(GOAL)],
  ['a whole file without a language', fence(GOAL, '')],
  ['a whole file with its path', fence(GOAL, 'typescript policy.ts')],
  ['language and path joined', fence(GOAL, 'ts:policy.ts')],
  ['only the path', fence(GOAL, 'policy.ts')],
  ['a title', fence(GOAL, 'ts title="policy.ts"')],
  ['a File: line', `**File:** \`policy.ts\`\n\n${fence(GOAL, '')}`],
  ['a heading with the path', `### policy.ts\n${fence(GOAL)}`],
  ['tildes', fence(GOAL).replaceAll('```', '~~~')],
  ['four ticks around prose in three', `\`\`\`\`ts\n${GOAL}\`\`\`\``],
  [
    'prose, a shell session and a fragment around',
    `Run:\n${fence('npm test', 'sh')}\nas in\n${fence("return 'OD';")}\n${fence(GOAL)}\nDone.`,
  ],
  ['the same file twice', `${fence(GOAL)}\nAgain:\n${fence(GOAL)}`],
  ['code and nothing else', GOAL],
];

test.each(ACCEPTED)('%s is understood', (_, reply) => {
  expect(codeFrom(`Idea: buy earlier\n\n${reply}`)).toBe(GOAL);
});

test('thoughts before the answer are no part of it', () => {
  const thoughts = `<think>\nIdea: no\n${fence('export const a = 1;')}\n</think>`;
  expect(read(`${thoughts}\nIdea: yes\n${fence(GOAL)}`)).toMatchObject({
    idea: 'yes',
    source: sourceOf(GOAL),
  });
  expect(codeFrom(`${thoughts}\n${edit('x', 'y')}`)).toContain('Edit 1 (line 7 of your reply)');
});

const QUOTES: readonly (readonly [what: string, search: string, replace: string])[] = [
  ['exact', OLD, NEW],
  ['blanks at the end', `${OLD}   `, NEW],
  ['no indentation', OLD.trim(), NEW.trim()],
  ['deeper indentation', `    ${OLD}`, `    ${NEW}`],
  ['tabs', `\tif (slack < 0.25) {\n\t\treturn 'OD';`, `\tif (slack < 0.3) {\n\t\treturn 'OD';`],
  [
    'blank lines around and between',
    `\n${OLD}\n\n    return 'OD';\n`,
    `\n${NEW}\n    return 'OD';\n`,
  ],
  ['other blanks within', '  if(slack<0.25){', NEW],
  [
    'a comment that was left out and one that was reworded',
    `${OLD}\n    return 'OD';\n  }\n  // wait for a spot machine!\n  return hasSpot ? 'SPOT' : 'OD';`,
    `${NEW}\n    return 'OD';\n  }\n  // wait for a spot machine\n  return hasSpot ? 'SPOT' : 'OD';`,
  ],
];

test.each(QUOTES)(
  'lines quoted with %s are found and keep the indentation of the file',
  (_, search, replace) => {
    expect(codeFrom(edit(search, replace))).toBe(GOAL);
  },
);

test('every edit is looked for in the parent, so no edit matches what another one wrote', () => {
  const parent = sourceOf('export const a = 1;\nexport const b = 2;\n');
  const swap = `${edit('export const a = 1;', 'export const b = 2;')}\n${edit('export const b = 2;', 'export const a = 1;')}`;
  expect(codeFrom(swap, parent)).toBe('export const b = 2;\nexport const a = 1;\n');
});

test('lines are inserted, deleted and appended', () => {
  expect(codeFrom(edit("    return 'OD';", ''))).toBe(CODE.replace("    return 'OD';\n", ''));
  expect(codeFrom(edit(OLD, `  slack += 1;\n${OLD}`))).toBe(
    CODE.replace(OLD, `  slack += 1;\n${OLD}`),
  );
  expect(
    codeFrom(
      edit('export const a = 1;', 'export const a = 1;\nexport const b = 2;'),
      sourceOf('export const a = 1;'),
    ),
  ).toBe('export const a = 1;\nexport const b = 2;');
});

test('a similar piece is replaced only when no line of code in it is unknown to the quote', () => {
  const parent = sourceOf(
    'export {};\nbegin();\nfirst(1, 2, 3);\nsecond(4, 5, 6);\nthird(7, 8, 9);\nend();\n',
  );
  const quoted = ['begin();', 'first(1, 2, 3);', 'second(4, 5, 6);', 'third(7, 8, 10);', 'end();'];
  expect(codeFrom(edit(quoted.join('\n'), 'all();'), parent)).toBe('export {};\nall();\n');
  quoted.splice(2, 1);
  expect(codeFrom(edit(quoted.join('\n'), 'all();'), parent)).toContain(
    'SEARCH is not in policy.ts',
  );
});

test('dividing lines inside the texts are told from the marker by the file, or by wider markers', () => {
  const parent = sourceOf('export const t = `\na\n=======\nb\n`;\n');
  expect(codeFrom(edit('=======\nb', 'c'), parent)).toBe('export const t = `\na\nc\n`;\n');
  expect(codeFrom(edit('b', 'b\n=======\nc'), parent)).toBe(
    'export const t = `\na\n=======\nb\n=======\nc\n`;\n',
  );
  const unclear = edit('a', '=======');
  expect(codeFrom(unclear, parent)).toContain('Use nine');
  const wide = unclear
    .replace('\n=======', '\n=========')
    .replaceAll(/[<>]{7}/g, (m) => m + m.slice(5));
  expect(codeFrom(wide, parent)).toBe('export const t = `\n=======\n=======\nb\n`;\n');
});

test('a parent with line ends of Windows keeps them, for edits and whole files', () => {
  const parent = sourceOf(CODE.replaceAll('\n', '\r\n'));
  const goal = GOAL.replaceAll('\n', '\r\n');
  expect(codeFrom(edit(`${OLD}\n    return 'OD';`, `${NEW}\n    return 'OD';`), parent)).toBe(goal);
  expect(codeFrom(fence(GOAL), parent)).toBe(goal);
});

const MANY: Source = {
  entry: 'policy.ts',
  files: {
    'policy.ts': "import { half } from './lib/half.ts';\nexport const f = half;\n",
    'lib/half.ts': 'export const half = (x: number): number => x / 2;\n',
  },
};

test('an edit without a path finds its file among several', () => {
  const result = read(
    edit(
      'export const half = (x: number): number => x / 2;',
      'export const half = (x: number): number => x / 3;',
    ),
    MANY,
  );
  expect(result).toMatchObject({
    source: {
      entry: 'policy.ts',
      files: {
        ...MANY.files,
        'lib/half.ts': 'export const half = (x: number): number => x / 3;\n',
      },
    },
  });
});

test('files that a reply does not name stay, new ones are added by edits or fences', () => {
  const use = edit(
    'export const f = half;',
    "import { third } from './lib/third.ts';\nexport const f = third;",
    ' policy.ts',
  );
  const third = 'export const third = (x: number): number => x / 3;';
  for (const added of [edit('', third, ' lib/third.ts'), fence(third, 'ts lib/third.ts')]) {
    const result = read(`Idea: thirds\n${use}\n${added}`, MANY);
    expect(result).toMatchObject({ status: 'program', idea: 'thirds' });
    expect(result.status === 'program' && Object.keys(result.source.files)).toEqual([
      'policy.ts',
      'lib/half.ts',
      'lib/third.ts',
    ]);
    expect(result.status === 'program' && result.source.files['lib/third.ts']).toBe(`${third}\n`);
  }
});

test('several fences make a program from nothing', () => {
  const reply = `${fence("import { a } from './a.ts';\nexport const f = () => a;")}\n// a.ts\n${fence('export const a = 1;', 'ts a.ts')}`;
  expect(read(reply, null)).toEqual({
    status: 'program',
    idea: '',
    source: {
      entry: 'policy.ts',
      files: {
        'policy.ts': "import { a } from './a.ts';\nexport const f = () => a;\n",
        'a.ts': 'export const a = 1;\n',
      },
    },
  });
});

test('the idea is the first one said, printable and at most 200 characters', () => {
  const ideaOf = (text: string): string | undefined => {
    const result = read(`${text}\n${fence(GOAL)}`);
    return result.status === 'program' ? result.idea : undefined;
  };
  expect(ideaOf('Idea: buy\tearlier \u001b[31m\u202e now\nIdea: other')).toBe(
    'buy earlier [31m now',
  );
  expect(ideaOf('**Idea:** `wait` less**')).toBe('wait` less');
  expect(ideaOf('> idea : x')).toBe('x');
  expect(ideaOf('No such line')).toBe('');
  expect(ideaOf(`Idea: ${'😀'.repeat(300)}`)).toBe('😀'.repeat(200));
});

test('more than ten edits of lines that are only similar are not taken', () => {
  const texts = Array.from(
    { length: 12 },
    (_, at) => `begin(${at});\nfirst(1, 2, 3, ${at});\nend(${at});`,
  );
  const parent = sourceOf(`export {};\n${texts.join('\n')}\n`);
  const edits = texts.map((text, at) => edit(text.replace('1, 2', '1, 4'), `done(${at});`));
  expect(codeFrom(edits.slice(0, 10).join('\n'), parent)).toContain('done(9);\nbegin(10);');
  expect(codeFrom(edits.join('\n'), parent)).toContain('Copy whole lines exactly');
});

test('for lines that are nowhere the likeliest ones are shown, not those with the same braces', () => {
  const reply = edit('  if (rest < 0.25 * slack) {\n    return buy(slack, hasSpot);\n  }', NEW);
  const parent = sourceOf(
    `${CODE}${'function f() {\n  }\n}\n'.repeat(5)}export function g() {\n    return buy(rest, hasSpot);\n}\n`,
  );
  expect(codeFrom(reply, parent)).toMatch(/\d+ \| {5}return buy\(rest, hasSpot\);/);
});

test('the most similar piece is taken only when no other comes near', () => {
  const quoted = 'begin();\nfirst(1, 2, 3);\nsecond(4, 5, 6);\nend();';
  const best = quoted.replace('5, 6', '5, 7');
  const near = sourceOf(`export {};\n${best}\n${quoted.replace('5, 6', '9, 8')}\n`);
  const far = sourceOf(
    `export {};\n${best}\n${quoted.replace('5, 6', '9876543, 210').replace('1, 2, 3', '7, 8, 9')}\n`,
  );
  expect(codeFrom(edit(quoted, 'done();'), near)).toContain(
    'in more than one place, at lines 2, 6',
  );
  expect(codeFrom(edit(quoted, 'done();'), far)).toContain('export {};\ndone();\nbegin();');
});
