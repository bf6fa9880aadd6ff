import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { createPeer } from '../../src/typecheck/json-rpc.ts';

function peerOn(answer: (method: string, params: unknown) => unknown = () => null) {
  const [input, output] = [new PassThrough(), new PassThrough()];
  return { input, output, peer: createPeer({ input, output }, answer) };
}

function framed(message: unknown): Buffer {
  const body = Buffer.from(typeof message === 'string' ? message : JSON.stringify(message));
  return Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]);
}

describe('a JSON-RPC peer', () => {
  test('gets its answer although it is huge and comes in pieces', async () => {
    const { input, peer } = peerOn();
    const answer = peer.request('question');
    const result = 'é'.repeat(1_000_000);
    const bytes = framed({ jsonrpc: '2.0', id: 0, result });
    for (let at = 0; at < bytes.length; at += 65_537) input.write(bytes.subarray(at, at + 65_537));
    expect(await answer).toBe(result);
  });

  test('rejects what the other side answers with an error, and goes on', async () => {
    const { input, peer } = peerOn();
    const [first, second] = [peer.request('one'), peer.request('two')];
    input.write(framed({ jsonrpc: '2.0', id: 0, error: { code: -1, message: 'no such method' } }));
    input.write(framed({ jsonrpc: '2.0', id: 1, result: 2 }));
    await expect(first).rejects.toThrow('no such method');
    expect(await second).toBe(2);
  });

  test.each([
    ['a body that is no JSON', framed('{'), 'JSON'],
    ['a header without a length', Buffer.from('Content-Type: text\r\n\r\n'), 'Content-Length'],
  ])('fails all that waits and all that comes on %s', async (_, bytes, reason) => {
    const { input, peer } = peerOn();
    const waiting = peer.request('question');
    input.write(bytes);
    await expect(waiting).rejects.toThrow(reason);
    await expect(peer.request('another')).rejects.toThrow(reason);
  });

  test('waits for the reason when the pipe breaks under a request', async () => {
    const { output, peer } = peerOn();
    output.destroy(new Error('EPIPE'));
    const waiting = peer.request('question');
    setTimeout(() => peer.fail(new Error('out of memory')), 10);
    await expect(waiting).rejects.toThrow('out of memory');
  });

  test('answers questions whose parameter is a bare string', async () => {
    const { input, output } = peerOn((method, params) => ({ method, params }));
    input.write(framed({ jsonrpc: '2.0', id: 'a', method: 'readFile', params: '/policy.ts' }));
    let answer = '';
    for await (const chunk of output) {
      answer += String(chunk);
      if (answer.includes('}}')) break;
    }
    expect(answer).toContain('{"method":"readFile","params":"/policy.ts"}');
  });
});
