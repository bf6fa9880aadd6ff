import type { RunEvent } from '../core/events.ts';
import { overrunText } from '../engine/overruns.ts';
import type { Terminal } from './terminal.ts';

/**
 * Tells what calls to models brought to light and a user should know at once: a bill beyond its reservation, and
 * other ways in which a server wants to be asked. Each is said once.
 */
export function createCallNotices(io: Pick<Terminal, 'err'>): (event: RunEvent) => void {
  const open = new Map<number, Extract<RunEvent, { readonly type: 'call-reserved' }>>();
  const said = new Set<string>();
  const say = (line: string): void => {
    if (!said.has(line)) io.err(line);
    said.add(line);
  };
  return (event) => {
    if (event.type === 'call-reserved') open.set(event.call, event);
    if (event.type !== 'call-settled') return;
    const reserved = open.get(event.call);
    if (reserved === undefined || !open.delete(event.call)) return;
    const { model } = reserved;
    const { overrun, adapted = [], spent } = event;
    if (overrun) say(`warning: ${overrunText(reserved, spent)}`);
    if (adapted.length > 0) {
      say(`model ${model}: its server wants ${adapted.join('; ')}; asked so from now on`);
    }
  };
}
