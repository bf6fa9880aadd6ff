import { messageOf } from '../../core/errors.ts';
import { malformed, type Asked } from './provider-errors.ts';

/**
 * The values of a reply: of one text of JSON a single one, of a stream those of its events (WHATWG HTML, server-sent
 * events), whatever the server calls it. The end mark `[DONE]` is none. Throws ModelError.
 */
export function eventsIn(body: string, asked: Asked): readonly unknown[] {
  if (!/^(?:data|event|id|retry|):/m.test(body) || /^\s*[{[]/.test(body)) {
    return [parse(body, asked)];
  }
  return body
    .split(/\r?\n(?:\r?\n)+|\r\r+/)
    .map((event) =>
      event
        .split(/\r\n?|\n/)
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice('data:'.length).trim())
        .join('\n'),
    )
    .filter((data) => data !== '' && data !== '[DONE]')
    .map((data) => parse(data, asked));
}

function parse(text: string, asked: Asked): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformed(asked, messageOf(error));
  }
}
