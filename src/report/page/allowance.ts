import { formatNumber } from '../text/format.ts';
import { html, type Markup } from './html.ts';

/** Budget of characters for untrusted texts on a page. */
export interface Allowance {
  /** The text, its middle left out beyond `most` characters; only its size when the budget is used up. */
  take(text: string, most: number): Markup;
}

/** Creates a budget of `total` characters of markup. */
export function createAllowance(total: number): Allowance {
  let left = total;
  return {
    take(text, most) {
      const shown = html`${withoutMiddle(text, most)}`;
      const size = shown.markup.length;
      if (size > left)
        return html`${`[${formatNumber(text.length)} characters, left out to keep this page small]`}`;
      left -= size;
      return shown;
    },
  };
}

function withoutMiddle(text: string, most: number): string {
  if (text.length <= most) return text;
  const head = Math.floor(most * 0.7);
  const tail = most - head;
  const gone = formatNumber(text.length - most);
  return `${text.slice(0, head)}\n[... ${gone} characters left out ...]\n${text.slice(-tail)}`;
}
