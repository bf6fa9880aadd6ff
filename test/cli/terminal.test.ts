import { describe, expect, test } from 'vitest';
import { processTerminal } from '../../src/cli/terminal.ts';

function streams(isTTY: boolean) {
  const written: string[] = [];
  const write = (name: string) => (text: string | Uint8Array) => {
    written.push(`${name}:${String(text)}`);
    return true;
  };
  return {
    written,
    terminal: processTerminal({
      stdout: { write: write('out') },
      stderr: { write: write('err'), isTTY, columns: 100 },
    }),
  };
}

describe('a terminal', () => {
  test('writes results and messages to their own streams', () => {
    const { written, terminal } = streams(false);
    terminal.out('a');
    terminal.err('b');
    expect(written).toEqual(['out:a\n', 'err:b\n']);
  });

  test('takes the drawn line away before anything else is written', () => {
    const { written, terminal } = streams(true);
    terminal.draw('50 %');
    terminal.out('done');
    terminal.out('really');
    expect(written).toEqual(['err:50 %', 'err:\r\u001B[2K', 'out:done\n', 'out:really\n']);
  });

  test('replaces a drawn line by the next, and an empty one by nothing', () => {
    const { written, terminal } = streams(true);
    terminal.draw('1');
    terminal.draw('2');
    terminal.draw('');
    terminal.draw('');
    expect(written.join('')).toBe('err:1err:\r\u001B[2Kerr:2err:\r\u001B[2K');
  });

  test('draws nothing where nobody watches', () => {
    const { written, terminal } = streams(false);
    terminal.draw('1');
    expect(written).toEqual([]);
    expect(terminal).toMatchObject({ isTty: false, columns: 100 });
  });
});
