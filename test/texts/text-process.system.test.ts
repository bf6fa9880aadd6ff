import { afterAll, describe, expect, test } from 'vitest';
import { createRng } from '../../src/core/rng.ts';
import { createMutator } from '../../src/genetic/genetic.ts';
import { simplerForm } from '../../src/genetic/simplify.ts';
import { readReply } from '../../src/reply/read-reply.ts';
import { compilePolicy } from '../../src/syntax/compile.ts';
import { normalHash } from '../../src/syntax/normal-form.ts';
import { sketchOf } from '../../src/syntax/shingles.ts';
import { createTextProcess } from '../../src/texts/text-process.ts';
import { createTexts } from '../../src/texts/texts.ts';
import { start, until, untilGone } from '../cli/processes.ts';
import { samplePolicy, sourceOf } from '../fixtures/load-policies.ts';

const { code, declaration } = samplePolicy('toy');
const source = sourceOf(code);
const rng = createRng('texts');
const BROKEN = sourceOf('export function (');
/** Takes well above 0.1 s of a processor. */
const LARGE = {
  entry: 'a.ts',
  files: Object.fromEntries(
    ['a.ts', 'b.ts', 'c.ts', 'd.ts'].map((name) => [
      name,
      'f(a, [b + 1], { c: 2 });\n'.repeat(2_600),
    ]),
  ),
};

describe('what reads texts in a process of its own', () => {
  const texts = createTexts();
  afterAll(() => texts[Symbol.asyncDispose]());

  test('says of programs what the policy language says', async () => {
    for (const one of [source, BROKEN]) {
      const compiled = compilePolicy(one);
      expect(await texts.complaintAbout(one)).toEqual(compiled.ok ? undefined : compiled);
      expect(await texts.normalHash(one)).toBe(normalHash(one));
      expect(await texts.sketch(one)).toEqual(sketchOf(one));
    }
  });

  test('reads replies as in the coordinator', async () => {
    const context = { parent: source, entry: 'policy.ts' };
    for (const reply of [
      `Idea: same\n\`\`\`ts\n${code}// more\n\`\`\`\n`,
      code,
      'no program',
      '',
    ]) {
      expect(await texts.read(reply, context)).toEqual(readReply(reply, context));
    }
  });

  test('makes the children and the simpler forms that the operators make here', async () => {
    const brief = { parent: { id: 'p1', source }, inspirations: [{ id: 'p2', source }] };
    const streams = Array.from({ length: 20 }, (_, index) => rng.fork(index));
    const children = await Promise.all(
      streams.map((stream) => texts.mutate(declaration, brief, stream)),
    );
    const mutate = createMutator({ declaration });
    expect(children).toEqual(streams.map((stream) => mutate(brief, stream)));
    expect(await texts.normalHash(children[0]?.source ?? source)).toBe(
      normalHash(children[0]?.source ?? source),
    );
    const asks = { code, declaration, tried: [code] };
    expect(await texts.simplerForm(asks, rng)).toBe(simplerForm({ ...asks, rng }));
  });

  test('reports a parent that cannot be read as a proposal that failed', async () => {
    const brief = { parent: { id: 'p1', source: BROKEN }, inspirations: [] };
    await expect(texts.mutate(declaration, brief, rng)).rejects.toMatchObject({
      code: 'E_PROPOSAL',
      message: 'the parent is no TypeScript that can be read',
    });
  });
});

describe('a process that dies at work', () => {
  test('is replaced, and nobody notices', async () => {
    await using texts = createTextProcess();
    const before = await texts.ask('hash', { source }, 5_000);
    const { pid = 0 } = texts;
    const waiting = [1, 2, 3].map(() => texts.ask('hash', { source: LARGE }, 20_000));
    process.kill(pid, 'SIGKILL');
    expect(
      new Set(await Promise.all(waiting.map(async (one) => JSON.stringify(await one)))).size,
    ).toBe(1);
    expect(await waiting[0]).toMatchObject({ status: 'done', gives: normalHash(LARGE) });
    expect(await texts.ask('hash', { source }, 5_000)).toEqual(before);
    expect(texts.pid).not.toBe(pid);
  });

  test('of one text costs that text alone', async () => {
    await using texts = createTextProcess();
    const results = await Promise.all([
      texts.ask('hash', { source }, 5_000),
      texts.ask('hash', { source: LARGE }, 0.001),
      texts.ask('hash', { source: BROKEN }, 5_000),
      texts.ask('hash', { source }, 5_000),
    ]);
    const done = { status: 'done', gives: normalHash(source) };
    expect(results).toEqual([
      done,
      { status: 'killed' },
      { status: 'done', gives: undefined },
      done,
    ]);
  });

  test('leaves no process behind when it is closed', async () => {
    const texts = createTextProcess();
    await texts.ask('hash', { source }, 5_000);
    const { pid = 0 } = texts;
    const open = texts.ask('hash', { source: LARGE }, 20_000);
    await Promise.all([
      expect(open).rejects.toMatchObject({ code: 'E_SANDBOX' }),
      texts[Symbol.asyncDispose](),
    ]);
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
  });

  test('gives up its work and ends when it is told to, stopped or not, and takes no more', async () => {
    const stop = new AbortController();
    await using texts = createTextProcess(stop.signal);
    await texts.ask('hash', { source }, 5_000);
    const { pid = 0 } = texts;
    process.kill(pid, 'SIGSTOP');
    const open = [1, 2].map(() => texts.ask('hash', { source }, 5_000));
    stop.abort(new Error('enough'));
    for (const one of open) await expect(one).rejects.toThrow('enough');
    await expect(texts.ask('hash', { source }, 5_000)).rejects.toThrow('enough');
    await untilGone([pid]);
  });

  test('ends with its parent, in the middle of its work', async () => {
    const module = new URL('../../src/texts/text-process.ts', import.meta.url).href;
    const host = start([
      process.execPath,
      '--input-type=module',
      '-e',
      `const texts = (await import(${JSON.stringify(module)})).createTextProcess();
      await texts.ask('hash', { source: { entry: 'a.ts', files: { 'a.ts': '' } } }, 5_000);
      const one = 'f(a, [b + 1]);\\n'.repeat(4_000);
      const files = Object.fromEntries(Array.from({ length: 500 }, (_, at) => [at + '.ts', one + at]));
      void texts.ask('hash', { source: { entry: 'a.ts', files } }, 1e9);
      setTimeout(() => console.log(texts.pid), 500);
      setInterval(() => {}, 1_000);`,
    ]);
    await until(() => host.out().endsWith('\n'), 'the process at work');
    process.kill(host.pid, 'SIGKILL');
    await expect(untilGone([Number(host.out())])).resolves.toBeUndefined();
  });
});
