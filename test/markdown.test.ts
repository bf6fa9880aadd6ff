import { globSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '..');
const COLUMNS = 120;
const documents = globSync(['*.md', '{docs,problems,evaluators,skills}/**/*.md'], { cwd: root });

/** Lines outside code fences that are too wide for a screen, addresses left out, as `LINE: text`. */
function wideLines(text: string): readonly string[] {
  let isCode = false;
  return text.split('\n').flatMap((line, index) => {
    if (/^\s*(?:```|~~~)/.test(line)) isCode = !isCode;
    const isWide = line.replaceAll(/https?:\/\/[^\s)>]+/g, '').length > COLUMNS;
    return isWide && !isCode ? [`${index + 1}: ${line}`] : [];
  });
}

test.each(documents.toSorted())('%s has no line above 120 columns', async (document) => {
  expect(wideLines(await readFile(path.join(root, document), 'utf8'))).toEqual([]);
});

test('a wide line is found outside code, and an address may be long', () => {
  const wide = 'x'.repeat(121);
  const address = `see https://example.org/${wide}`;
  expect(wideLines(['a', '```', wide, '```', wide, address].join('\n'))).toEqual([`5: ${wide}`]);
});
