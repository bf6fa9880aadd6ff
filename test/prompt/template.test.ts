import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConfigError } from '../../src/core/errors.ts';
import { fillTemplate, parseTemplate } from '../../src/prompt/template.ts';

const filled = (text: string, slots: Record<string, string>): (string | undefined)[] =>
  fillTemplate(parseTemplate('a.md', text), new Map(Object.entries(slots))).map(
    (message) => `${message.role}: ${message.text}`,
  );

function errorOf(action: () => unknown): ConfigError {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a template', () => {
  test('becomes a system message and a user message', () => {
    expect(
      filled('# System\n\nBe {{a}}.\n\n# User\n\nDo {{b}}, {{a}}!\n', { a: 'x', b: 'y' }),
    ).toEqual(['system: Be x.', 'user: Do y, x!']);
  });

  test('without a system part continues a conversation', () => {
    expect(filled('# User\n\nAgain: {{a}}', { a: 'x' })).toEqual(['user: Again: x']);
  });

  test('puts any text in as it is and never reads it again', () => {
    const text = '$& $1 {{b}} {{a}}\n\n\n# User\n# System\n{{';
    expect(filled('# User\n\n<{{a}}|{{b}}>', { a: text, b: '$`' })).toEqual([
      `user: <${text}|$\`>`,
    ]);
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        const [message] = filled('# User\n\n{{a}}\n\n[{{a}}]\n{{b}}', { a, b });
        expect(message).toBe(`user: ${a === '' ? '' : `${a}\n\n`}[${a}]\n${b}`);
      }),
    );
  });

  test('loses the paragraph of an empty slot and no other blank line', () => {
    const text = '# User\n\nA\n\n{{a}}\n\n{{b}}\n\nB {{c}} C\n\n{{d}}\n';
    expect(filled(text, { a: '', b: 'x\n\n\ny', c: '', d: '' })).toEqual([
      'user: A\n\nx\n\n\ny\n\nB  C',
    ]);
    expect(filled(text, { a: '1', b: '', c: '', d: '2' })).toEqual(['user: A\n\n1\n\nB  C\n\n2']);
    expect(filled('# User\n\n{{a}}\n\n{{b}}\n\nend', { a: '', b: '' })).toEqual(['user: end']);
  });

  test.each([
    ['{{ a }}', 'a.md:3: "{{ a }} here" is no slot'],
    ['{{A}}', 'a.md:3: "{{A}} here" is no slot'],
    ['{{a-b}}', 'a.md:3: "{{a-b}} here" is no slot'],
    ['{{a}', 'a.md:3: "{{a} here" is no slot'],
    ['{{b}}\n{{{{b}}', 'a.md:4: "{{" is no slot'],
  ])('refuses %j with its line', (slot, message) => {
    const error = errorOf(() => parseTemplate('a.md', `# User\n\n${slot} here\n{{c}}\n`));
    expect(error.message).toBe(message);
    expect(error.hint).toContain('{{parent}}');
  });

  test('holds the prose of its partials where it includes them, and keeps its slots', () => {
    const partials = new Map([['conduct', '- Be {kind}.\n- $& be brief.']]);
    const text = '# User\n\n{{a}}\n\n{{> conduct}}\n- One more: {{b}}.\n\n{{a}}\n';
    const template = parseTemplate('a.md', text, partials);
    const [message] = fillTemplate(
      template,
      new Map([
        ['a', ''],
        ['b', '{{> conduct}}'],
      ]),
    );
    expect(message?.text).toBe('- Be {kind}.\n- $& be brief.\n- One more: {{> conduct}}.');
  });

  test('that includes an unknown partial is refused with its line and the partials that there are', () => {
    const partials = new Map([
      ['evidence', 'x'],
      ['conduct', 'y'],
    ]);
    const text = '# System\n\n{{> conduct}}\n\n# User\n\n{{a}}\n{{> conducts}}\n';
    const error = errorOf(() => parseTemplate('a.md', text, partials));
    expect(error.message).toBe('a.md:8: there is no partial conducts');
    expect(error.hint).toBe('partials are conduct, evidence');
  });

  test.each(['{{>conduct}}', '{{> Conduct}}', '{{> con duct}}', '{{> conduct }}'])(
    'refuses %j, which includes nothing',
    (inclusion) => {
      const text = `# User\n\n${inclusion}`;
      const error = errorOf(() => parseTemplate('a.md', text, new Map([['conduct', 'x']])));
      expect(error.message).toBe(`a.md:3: ${JSON.stringify(inclusion)} is no slot`);
      expect(error.hint).toContain('{{> name}}');
    },
  );

  test.each([
    ['nothing', ''],
    ['no part', 'just text'],
    ['text before the first part', 'text\n# User\n\nx'],
    ['parts in the wrong order', '# User\n\nx\n\n# System\n\ny'],
    ['a part twice', '# System\n\nx\n\n# System\n\ny'],
    ['three parts', '# System\n\nx\n\n# User\n\ny\n\n# User\n\nz'],
    ['a system part alone', '# System\n\nx'],
    ['an empty part', '# System\n\n# User\n\nx'],
  ])('with %s is refused with its name', (_, text) => {
    const error = errorOf(() => parseTemplate('mine.md', text));
    expect(error.message).toMatch(/^mine\.md:\d+: /);
    expect(error.hint).not.toBe('');
  });

  test('tells which slots nothing was given for, and which texts have no slot', () => {
    const text = '# User\n\n{{a}} {{b}}';
    expect(errorOf(() => filled(text, { a: '' })).message).toBe('a.md: nothing to put into {{b}}');
    const unused = errorOf(() => filled(text, { a: '', b: '', c: '' }));
    expect(unused.message).toBe('a.md: no slot for {{c}}');
    expect(unused.hint).toBe('its slots are {{a}}, {{b}}');
  });
});
