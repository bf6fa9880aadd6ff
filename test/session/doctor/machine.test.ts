import { expect, test } from 'vitest';
import {
  diskFinding,
  examineCores,
  examineMemory,
  examineModels,
  examineNode,
} from '../../../src/session/doctor/machine.ts';

const GIB = 2 ** 30;

test('an old Node fails with a hint, a new one does not', () => {
  expect(examineNode('20.19.2')).toMatchObject({ status: 'fail', hint: /Node 24/ });
  expect(examineNode('24.0.0')).toMatchObject({ status: 'ok', detail: 'v24.0.0' });
  expect(examineNode('100.1.0').status).toBe('ok');
});

test('a small machine is a warning, not a failure', () => {
  expect(examineCores(1)).toMatchObject({ status: 'warn', hint: /./ });
  expect(examineCores(2)).toMatchObject({ status: 'ok', hint: undefined });
  expect(examineMemory(1.5 * GIB, GIB)).toMatchObject({ status: 'warn', hint: /slots/ });
  expect(examineMemory(8 * GIB, 3.25 * GIB).detail).toBe('3.3 of 8.0 GiB free');
  expect(diskFinding(0.2 * GIB)).toMatchObject({ status: 'warn', detail: '0.2 GiB free here' });
  expect(diskFinding(5 * GIB).status).toBe('ok');
});

test('says which model a key in the environment brings, and never the key', () => {
  const { detail } = examineModels({ OPENAI_API_KEY: 'sk-planted-123' });
  expect(detail).toMatch(/OPENAI_API_KEY/);
  expect(detail).not.toContain('planted');
  expect(examineModels({}).detail).toMatch(/^no ANTHROPIC_API_KEY or OPENAI_API_KEY/);
});
