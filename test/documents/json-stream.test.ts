import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { everyRunEvent } from '../../src/testing/run-events.ts';
import { root } from './code-blocks.ts';

const page = readFileSync(path.join(root, 'docs', 'json-stream.md'), 'utf8');

test.each(everyRunEvent())('the page of the JSON stream tells $type and its members', (event) => {
  const entry = page.split(/^(?=- |#)/m).find((text) => text.startsWith(`- \`${event.type}\` (`));
  const members = Object.keys(event).filter((key) => key !== 'type');
  expect(members.filter((key) => entry?.includes(`\`${key}\``) !== true)).toEqual([]);
});
