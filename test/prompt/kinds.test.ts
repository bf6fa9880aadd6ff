import { expect, test } from 'vitest';
import { checkTemplate } from '../../src/prompt/kinds.ts';
import { parseTemplate } from '../../src/prompt/template.ts';
import { kindNames, templateOf } from './prompt-files.ts';

test.each(kindNames)('the template of %s has the slots of its kind', async (kind) => {
  const template = templateOf(kind);
  expect(() => {
    checkTemplate(kind, template);
  }).not.toThrow();
});

test("a user's template gets an error with its missing, unknown and allowed slots", () => {
  const mine = parseTemplate('mine.md', '# System\n\nx\n\n# User\n\n{{statement}} {{parant}}');
  expect(() => {
    checkTemplate('draft', mine);
  }).toThrow(
    expect.objectContaining({
      message:
        'mine.md: the template of draft lacks the slot {{interface}}, lacks the slot {{format}}, has the unknown slot {{parant}}',
      hint: 'it must have format, interface, statement and may have best, direction, insights, inspirations, limits, objective, rules',
    }),
  );
});

test('only the template that continues a conversation has no system part', () => {
  const without = parseTemplate('a.md', '# User\n\n{{kind}} {{reason}} {{statement}}');
  const withOne = parseTemplate('a.md', '# System\n\nx\n\n# User\n\n{{kind}} {{reason}}');
  expect(() => {
    checkTemplate('draft', without);
  }).toThrow('lacks the part');
  expect(() => {
    checkTemplate('revise', withOne);
  }).toThrow('which it cannot');
});
