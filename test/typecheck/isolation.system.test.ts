import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { createTypeChecker } from '../../src/typecheck/type-checker.ts';

const never = new AbortController().signal;
const declaration = 'export function score(item: number): number;\nexport type Item = number;\n';
const checker = createTypeChecker({ declaration, entry: 'policy.ts' });
afterAll(() => checker.close());

const SCORE = 'export const score = (item: number): number => item;\n';

async function complaintsOf(files: Readonly<Record<string, string>>): Promise<string[]> {
  const complaints = await checker.check({ entry: 'policy.ts', files }, never);
  return complaints.map(
    ({ file, line, column, message }) => `${file}:${line}:${column} ${message}`,
  );
}

describe('a candidate sees its own files only', () => {
  const repo = new URL('../../', import.meta.url).pathname;
  test.each([
    `import { hashText } from '${repo}src/core/hash.ts'; hashText('');`,
    `import { hashText } from '../../../../../../../..${repo}src/core/hash.ts'; hashText('');`,
    "import { readFileSync } from 'node:fs'; readFileSync('/etc/passwd');",
    "import { readFileSync } from 'fs'; readFileSync('/etc/passwd');",
    "import ts from 'typescript'; ts.version;",
    "import { z } from 'zod'; z.string();",
    "import config from '/etc/passwd'; config();",
    "type Z = import('zod').ZodType; export const z: Z = 1;",
  ])('%s', async (line) => {
    const [first = ''] = await complaintsOf({ 'policy.ts': `${line}\n${SCORE}` });
    expect(first).toMatch(/^policy\.ts:1:\d+ .*Cannot find (?:module|type)/i);
  });

  test.each([
    '/// <reference path="/etc/passwd" />',
    '/// <reference types="node" />',
    '/// <reference lib="dom" />',
  ])('%s brings no names with it', async (line) => {
    const code = `${line}\nexport const it = [process, document];\n${SCORE}`;
    const found = (await complaintsOf({ 'policy.ts': code })).join('\n');
    expect(found).toContain("'process' does not exist for a policy");
    expect(found).toContain("'document' does not exist for a policy");
    expect(found).not.toContain('root:');
  });

  test('not even files of the checker, and no settings of its own', async () => {
    const files = {
      'policy.ts': `import { compared } from '../comparison/score.ts';\n${SCORE.replace('item;', "'x';")}`,
      'tsconfig.json': '{ "compilerOptions": { "strict": false, "noCheck": true } }',
    };
    expect((await complaintsOf(files)).join('\n')).toContain(
      "'string' is not assignable to type 'number'",
    );
  });

  test('a policy.d.ts of its own does not stand for the declaration', async () => {
    const files = {
      'policy.ts': 'export const score = (item: string): string => item;\n',
      'policy.d.ts': 'export function score(item: string): string;\n',
    };
    expect((await complaintsOf(files)).join('\n')).toContain("'score' does not fit");
  });

  test('nothing of one candidate is left for the next', async () => {
    const first = { 'policy.ts': `import { half } from './a.ts';\n${SCORE}half(1);\n` };
    const helper = { 'a.ts': 'export const half = (x: number): number => x / 2;\n' };
    expect(await complaintsOf({ ...first, ...helper })).toEqual([]);
    const [missing = ''] = await complaintsOf(first);
    expect(missing).toContain("Cannot find module './a.ts'");
    expect(await complaintsOf({ ...first, ...helper })).toEqual([]);
    const leak = { 'policy.ts': `declare global { var leaked: number }\n${SCORE}` };
    expect(await complaintsOf(leak)).toEqual([]);
    expect(await complaintsOf({ 'policy.ts': `${SCORE}leaked;\n` })).toEqual([
      "policy.ts:2:1 Cannot find name 'leaked'.",
    ]);
  });
});

describe('complaints', () => {
  test('stand at the line and column of the text, whatever is written before them', async () => {
    const code = `/* é € 😀 */ const a = 1;\r\n/* 😀 */ missing(a);\r\n${SCORE}`;
    expect(await complaintsOf({ 'policy.ts': code })).toEqual([
      "policy.ts:2:10 Cannot find name 'missing'.",
    ]);
  });

  test('name the file they are in, those of the entry first', async () => {
    const files = {
      'a/b.ts': "import type { Item } from '../policy.d.ts';\nexport const x: Item = 'x';\n",
      'policy.ts': `import { x } from './a/b.ts';\nx.y;\n${SCORE}`,
    };
    expect(await complaintsOf(files)).toEqual([
      "policy.ts:2:3 Property 'y' does not exist on type 'number'.",
      "a/b.ts:2:14 Type 'string' is not assignable to type 'number'.",
    ]);
  });

  test.each([
    './policy.d.ts',
    '../policy.d.ts',
    '../../policy.d.ts',
    './a/../policy.d.ts',
    '../../../x/policy.d.ts',
  ])(
    'are the same whatever relative path the declaration is imported by: %s',
    async (specifier) => {
      const files = {
        'policy.ts': `import type { Item } from '${specifier}';\nconst x: Item = 'x';\nx;\n${SCORE}`,
      };
      expect(await complaintsOf(files)).toEqual([
        "policy.ts:2:7 Type 'string' is not assignable to type 'number'.",
      ]);
    },
  );

  test("a file of the policy's own in a folder below is no declaration", async () => {
    const files = {
      'a/policy.ts': 'export const y: number = 1;\n',
      'policy.ts': `import { y } from './a/policy.ts';\ny.z;\n${SCORE}`,
    };
    expect(await complaintsOf(files)).toEqual([
      "policy.ts:2:3 Property 'z' does not exist on type 'number'.",
    ]);
  });

  test('are ten at most, none twice, a missing export first', async () => {
    const names = Array.from({ length: 30 }, (_, index) => `none${index}();none${index}();`);
    const found = await complaintsOf({ 'policy.ts': `${names.join('\n')}\nexport {};\n` });
    expect(found).toHaveLength(10);
    expect(found[0]).toContain("'score' is not exported");
    expect(found.slice(1, 3)).toEqual([
      "policy.ts:1:1 Cannot find name 'none0'.",
      "policy.ts:2:1 Cannot find name 'none1'.",
    ]);
  });

  test('are printable and short, whatever the types quote', async () => {
    const literal = `'\\u001b[31m\\u202e${'x'.repeat(5000)}'`;
    const [first = ''] = await complaintsOf({
      'policy.ts': `const n: number & ${literal} = 1;\nconst k: ${literal} = 'y';\n${SCORE}`,
    });
    expect(first.length).toBeLessThan(700);
    expect(first).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });

  test('say of a text that does not parse only that', async () => {
    const found = await complaintsOf({ 'policy.ts': `const = 1;\nmissing();\n${SCORE}` });
    expect(found[0]).toBe('policy.ts:1:7 Variable declaration expected.');
    expect(found.join('\n')).not.toContain('missing');
  });

  test('are the same each time', async () => {
    const code = `${SCORE}a();b();c.d;score('1');const x: string = score(1);`;
    const once = await complaintsOf({ 'policy.ts': code });
    expect(once.length).toBeGreaterThan(4);
    for (let again = 0; again < 5; again += 1) {
      await complaintsOf({ 'policy.ts': SCORE });
      expect(await complaintsOf({ 'policy.ts': code })).toEqual(once);
    }
  });

  test('come for JavaScript too', async () => {
    await using plain = createTypeChecker({ declaration, entry: 'policy.js' });
    const check = (code: string) =>
      plain.check({ entry: 'policy.js', files: { 'policy.js': code } }, never);
    expect(await check('export function score(item) { return item * 2; }')).toEqual([]);
    expect(await check('export function score(item) { return itm * 2; }')).toHaveLength(1);
    expect(await check("export function score(item) { return 'a' + item; }")).toHaveLength(1);
  });
});

describe('the library of the realm', () => {
  const realm = readFileSync(
    new URL('../../src/sandbox/realm/globals.ts', import.meta.url),
    'utf8',
  );
  const allowed = (/new Set<string>\(\s*`([^`]+)`/.exec(realm)?.[1] ?? '').split(/\s+/);

  test('has every value that the realm has', async () => {
    expect(allowed.length).toBeGreaterThan(40);
    const names = [...allowed, 'ArrayBuffer', 'Function'].filter((name) => name !== 'undefined');
    expect(
      await complaintsOf({ 'policy.ts': `${SCORE}export const all = [${names.join()}];` }),
    ).toEqual([]);
  });

  test('has no value that Node has and the realm has not', async () => {
    const inRealm = new Set([...allowed, 'ArrayBuffer', 'Function']);
    const lacking = Object.getOwnPropertyNames(globalThis).filter(
      (name) => !inRealm.has(name) && /^\w+$/.test(name),
    );
    expect(lacking.length).toBeGreaterThan(50);
    const unnoticed: string[] = [];
    for (const name of lacking) {
      const found = await complaintsOf({ 'policy.ts': `${SCORE}export const it = ${name};` });
      if (found.length === 0) unnoticed.push(name);
    }
    expect(unnoticed).toEqual([]);
  });
});
