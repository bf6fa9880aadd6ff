import { describe, expect, test } from 'vitest';
import { processTerminal } from '../../src/cli/terminal.ts';

function streams(isTTY: boolean, hasColors?: () => boolean) {
  const written: string[] = [];
  const write = (name: string) => (text: string | Uint8Array) => {
    written.push(`${name}:${String(text)}`);
    return true;
  };
  return {
    written,
    terminal: processTerminal({
      stdout: { write: write('out'), isTTY, hasColors, columns: 60 },
      stderr: { write: write('err'), isTTY, hasColors, columns: 100 },
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

  test('colours a line where the terminal has colours, and never what a candidate wrote', () => {
    const { written, terminal } = streams(true, () => true);
    terminal.out('best', 'good');
    terminal.err('\u001b[31mno', 'bad');
    terminal.out('plain');
    expect(written).toEqual([
      'out:\u001b[32mbest\u001b[39m\n',
      'err:\u001b[31m\\u001b[31mno\u001b[39m\n',
      'out:plain\n',
    ]);
    for (const plain of [streams(true, () => false), streams(true), streams(false, () => true)]) {
      plain.terminal.out('best', 'good');
      expect(plain.written).toEqual(['out:best\n']);
    }
  });

  test('has a width for its output only where somebody may see it', () => {
    expect(streams(true).terminal).toMatchObject({ columns: 100, outColumns: 60 });
    expect(streams(false).terminal.outColumns).toBeUndefined();
    const unknown = { write: () => true, isTTY: true, columns: 0 };
    const terminal = processTerminal({ stdout: unknown, stderr: unknown });
    expect(terminal.columns).toBe(80);
    expect(terminal.outColumns).toBeUndefined();
  });
});
