import { ConfigError } from '../core/errors.ts';
import type { ModelMessage } from '../core/model.ts';
import type { Partials } from './partial.ts';
import { findStrayBraces, lineAt } from './stray-braces.ts';

/** A prompt's prose with places to fill; made by `parseTemplate`. */
export interface Template {
  /** The file's name, for errors. */
  readonly name: string;
  /** Null when the file has no `# System` part: the message continues a conversation. */
  readonly system: readonly TemplatePart[] | null;
  readonly user: readonly TemplatePart[];
  /** The slots of both parts. */
  readonly slots: ReadonlySet<string>;
}

/** Prose, or a place to fill. */
export type TemplatePart =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'slot';
      readonly name: string;
      /** Alone in its paragraph, which goes away when the slot's text is empty. */
      readonly isParagraph: boolean;
    };

const HEADING = /^# (System|User)[ \t]*$/gm;
const SLOT = /\{\{([a-z][A-Za-z]*)\}\}/g;
const INCLUSION = /\{\{> ([a-z]+(?:-[a-z]+)*)\}\}/g;

/**
 * Reads a template: Markdown under the headings `# System` (may be left out) and `# User`, with slots
 * `{{name}}` and partials `{{> name}}`. Throws ConfigError, with file and line, when a part is missing, empty
 * or doubled, when a partial is unknown, or when a `{{` opens neither.
 */
export function parseTemplate(
  name: string,
  text: string,
  partials: Partials = new Map(),
): Template {
  const file = text.replaceAll('\r\n', '\n');
  const parts = [...file.matchAll(HEADING)];
  const [first, second] = parts.map(([, title]) => title);
  const isWellFormed =
    parts.length <= 2 &&
    (first === 'User' ? second === undefined : first === 'System' && second === 'User');
  if (!isWellFormed || file.slice(0, parts[0]?.index).trim() !== '') {
    throw new ConfigError(`${name}:1: a template is two parts, \`# System\` and \`# User\``, {
      hint: 'put each heading on a line of its own, once, in this order and with nothing before them; `# System` may be left out',
    });
  }
  const bodies = parts.map((heading, index) => {
    const start = heading.index + heading[0].length;
    const end = parts[index + 1]?.index ?? file.length;
    return partsOf({ name, file, start, end }, partials);
  });
  const slots = new Set(bodies.flat().flatMap((part) => (part.type === 'slot' ? [part.name] : [])));
  const [user = [], system = null] = bodies.toReversed();
  return { name, system, user, slots };
}

/** A stretch of a template's file. */
interface Stretch {
  readonly name: string;
  readonly file: string;
  readonly start: number;
  readonly end: number;
}

function partsOf(stretch: Stretch, partials: Partials): readonly TemplatePart[] {
  const prose = proseOf(stretch, partials);
  const parts: TemplatePart[] = [];
  let done = 0;
  for (const slot of prose.matchAll(SLOT)) {
    parts.push({ type: 'text', text: prose.slice(done, slot.index) });
    done = slot.index + slot[0].length;
    const isParagraph =
      /(?:^|\n\n)$/.test(prose.slice(0, slot.index)) && /^(?:\n\n|$)/.test(prose.slice(done));
    parts.push({ type: 'slot', name: slot[1] ?? '', isParagraph });
  }
  parts.push({ type: 'text', text: prose.slice(done) });
  return parts.filter((part) => part.type === 'slot' || part.text !== '');
}

/** The text of a part with its partials put in; only slots are left in braces. */
function proseOf({ name, file, start, end }: Stretch, partials: Partials): string {
  const body = file.slice(start, end).trim();
  if (body === '') {
    throw new ConfigError(`${name}:${lineAt(file, start)}: this part of the template is empty`, {
      hint: 'write what the model should read under the heading',
    });
  }
  const offset = file.indexOf(body, start);
  refuseStrays(body, { name, file, start: offset });
  return body.replaceAll(INCLUSION, (_, partial: string, index: number) => {
    const prose = partials.get(partial);
    if (prose !== undefined) return prose;
    const message = `${name}:${lineAt(file, offset + index)}: there is no partial ${partial}`;
    const known = [...partials.keys()].toSorted().join(', ');
    throw new ConfigError(message, { hint: `partials are ${known === '' ? 'not given' : known}` });
  });
}

/** Refuses a `{{` that opens neither a slot nor a partial: one that was misspelt. */
function refuseStrays(body: string, at: Omit<Stretch, 'end'>): void {
  const blank = (braced: string): string => '\n'.repeat(braced.length);
  const rest = body.replaceAll(SLOT, blank).replaceAll(INCLUSION, blank);
  const stray = findStrayBraces(rest, at);
  if (stray === undefined) return;
  throw new ConfigError(`${at.name}:${stray.line}: ${JSON.stringify(stray.found)} is no slot`, {
    hint: 'a slot is two braces, a name of letters that starts with a small one, and two braces: {{parent}}; a partial is {{> name}}',
  });
}

/**
 * The messages of a template with its slots filled. Texts are inserted as they are and never read again:
 * braces, `$&` and headings inside them mean nothing. Throws ConfigError when a slot has no text, or a
 * text no slot.
 */
export function fillTemplate(
  template: Template,
  slots: ReadonlyMap<string, string>,
): readonly ModelMessage[] {
  const missing = [...template.slots].filter((slot) => !slots.has(slot));
  const unused = [...slots.keys()].filter((slot) => !template.slots.has(slot));
  if (missing.length + unused.length > 0) throw mismatch(template, missing, unused);
  const user: ModelMessage = { role: 'user', text: filled(template.user, slots) };
  if (template.system === null) return [user];
  return [{ role: 'system', text: filled(template.system, slots) }, user];
}

function mismatch(
  { name, slots }: Template,
  missing: readonly string[],
  unused: readonly string[],
): ConfigError {
  const braced = (names: readonly string[]): string =>
    names.map((slot) => `{{${slot}}}`).join(', ');
  const [what, hint] =
    missing.length > 0
      ? [`nothing to put into ${braced(missing)}`, `remove the slot from ${name}, or fill it`]
      : [`no slot for ${braced(unused)}`, `its slots are ${braced([...slots].toSorted())}`];
  return new ConfigError(`${name}: ${what}`, { hint });
}

function filled(parts: readonly TemplatePart[], slots: ReadonlyMap<string, string>): string {
  let text = '';
  let isGap = false;
  for (const part of parts) {
    const next = part.type === 'text' ? part.text : (slots.get(part.name) ?? '');
    if (part.type === 'slot' && part.isParagraph && next === '') {
      isGap = true;
      continue;
    }
    // The blank line before a paragraph that went away is enough; the one after it goes with it.
    text += isGap && part.type === 'text' ? next.replace(/^\n\n/, '') : next;
    isGap = false;
  }
  return isGap ? text.replace(/\n\n$/, '') : text;
}
