import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { root } from './code-blocks.ts';

const skills = globSync('skills/*/SKILL.md', { cwd: root });

test.each(skills)('%s says when an agent should read it', (skill) => {
  const text = readFileSync(path.join(root, skill), 'utf8');
  const [, matter = ''] = /^---\n([\s\S]*?)\n---\n/.exec(text) ?? [];
  const { name, description }: Record<string, unknown> = parse(matter);
  expect(name).toBe(path.basename(path.dirname(skill)));
  expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  expect(String(description)).toMatch(/\bUse when\b/);
  expect(String(description).length).toBeLessThan(1024);
});

test('there is a skill', () => {
  expect(skills).toContain('skills/adrs/SKILL.md');
});
