import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { embedJson, escapeHtml, html, raw } from '../../../src/report/page/html.ts';

describe('html', () => {
  test('escapes every value but markup', () => {
    const inner = html`<b title="${'"><script>'}">${'<i>&'}</b>`;
    expect(html`${inner}${null}${3}${[raw('<br>'), raw('<hr>')]}`.markup).toBe(
      '<b title="&quot;&gt;&lt;script&gt;">&lt;i&gt;&amp;</b>3<br><hr>',
    );
  });

  test('no text survives as markup', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(escapeHtml(text)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
      }),
    );
  });

  test('control and direction marks become visible', () => {
    expect(escapeHtml('a\u0000b\u202Ec\u001B[2K\n\td')).toBe(
      String.raw`a\u0000b\u202ec\u001b[2K` + '\n\td',
    );
  });
});

test('embedded JSON reads back the same and cannot end its element', () => {
  fc.assert(
    fc.property(fc.json(), fc.string({ unit: 'binary' }), (json, text) => {
      const value: unknown = { value: JSON.parse(json), text: `</script><!--${text}\u2028` };
      const { markup } = embedJson(value);
      expect(markup).not.toMatch(/[<\u2028\u2029]/);
      expect(JSON.parse(markup)).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
