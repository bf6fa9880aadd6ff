import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ladderScript, makeLadderFolder, type LadderFolder } from '../session/ladder-problem.ts';
import { loggedOf } from '../engine/toy-run.ts';
import {
  startWireServer,
  type WireServer,
  type WireScript,
} from '../models/providers/wire-server.ts';
import { openRunStore } from '../../src/store/run-store.ts';
import { ADRS, descendantsOf, start, type Ended } from './processes.ts';

const KEY = 'sk-planted-4f1d9c7be2a85306';
const servers: WireServer[] = [];
let place: LadderFolder;

beforeAll(async () => {
  place = await makeLadderFolder();
});
afterAll(async () => {
  for (const server of servers) await server.close();
  await place[Symbol.asyncDispose]();
});

interface Watched extends Ended {
  readonly folder: string;
  /** Environments of every process that the run started, as the kernel shows them. */
  readonly environments: readonly string[];
}

/** Runs adrs with the key in its environment, and looks at its children while it works. */
async function runWithKey(name: string, script: WireScript): Promise<Watched> {
  const server = await startWireServer({ format: 'openai', script });
  servers.push(server);
  const file = await place.runFile(`${name}.yaml`, {
    models: {
      gpt: {
        provider: 'openai',
        model: 'x',
        baseUrl: server.baseUrl,
        keyEnv: 'OPENAI_API_KEY',
        price: 'free',
      },
    },
    proposers: ['improve'],
    budget: { evaluations: 6, calls: 8 },
    retry: { attempts: 2, baseMs: 1, maxMs: 5 },
    finalists: 1,
  });
  const folder = path.join(place.folder, name);
  const environments = new Set<string>();
  const run = start([...ADRS, 'run', file, '--out', folder], { env: { OPENAI_API_KEY: KEY } });
  const progress = { isOver: false };
  const ended = run.ended.finally(() => (progress.isOver = true));
  while (!progress.isOver) {
    const own = await factOf(run.pid, 'cmdline');
    for (const pid of descendantsOf(run.pid)) {
      // Until it starts its own program, a forked process is a copy of the run itself.
      const command = await factOf(pid, 'cmdline');
      if (command === own) continue;
      const environment = await factOf(pid, 'environ');
      environments.add([command, environment].join('\n').replaceAll('\0', ' '));
    }
    await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 20))]);
  }
  return { ...(await ended), folder, environments: [...environments] };
}

/** The kernel's information on a process; empty when it is gone. */
function factOf(pid: number, name: 'cmdline' | 'environ'): Promise<string> {
  return readFile(`/proc/${pid}/${name}`, 'utf8').catch(() => '');
}

/** Every text of a run: its files as they are, and its log with all texts unpacked. */
async function textsOf(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  const files = names.map((name) => readFile(path.join(folder, name), 'latin1').catch(() => ''));
  const store = openRunStore(folder, { mode: 'read' });
  const events = (await loggedOf(store)).map(({ event }) => JSON.stringify(event));
  const hashes = events.flatMap((text) => text.match(/\b[0-9a-f]{64}\b/g) ?? []);
  const blobs = hashes.map((hash) => store.blob(hash) ?? '');
  await store.close();
  return [...(await Promise.all(files)), ...events, ...blobs];
}

describe('a key in the environment', () => {
  test('reaches the provider and stands nowhere else', async () => {
    const script = await ladderScript();
    const ladder: WireScript = ({ body }) => {
      const messages = [{ role: 'user' as const, text: JSON.stringify(body) }];
      const reply = script({ messages, title: '', key: '' }, 0);
      // A server may say what it was sent.
      return {
        type: 'reply',
        text: `${typeof reply === 'string' ? reply : ''}\nAuthorization: Bearer ${KEY}`,
      };
    };
    const run = await runWithKey('good', ladder);
    expect({ code: run.code, said: run.err }).toMatchObject({ code: 0 });
    expect(servers.at(-1)?.requests[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(run.environments.length).toBeGreaterThan(1);
    const said = [run.out, run.err, ...run.environments, ...(await textsOf(run.folder))];
    expect(said.filter((text) => text.includes(KEY))).toEqual([]);
    expect(await readdir(run.folder)).toContain('report.html');
  });

  test('that is wrong is reported at once, without the key, and the run can go on later', async () => {
    const message = `Incorrect API key provided: ${KEY}`;
    const run = await runWithKey('wrong', [
      { type: 'error', status: 401, code: 'invalid_api_key', message },
    ]);
    expect(run.code).toBe(1);
    expect(run.err).toMatch(/E_MODEL .*gpt/);
    expect(run.err).toContain('hint:');
    // One each for those that were in flight; none is tried twice.
    expect(servers.at(-1)?.requests.length).toBeLessThanOrEqual(16);
    const said = [run.out, run.err, ...run.environments, ...(await textsOf(run.folder))];
    expect(said.filter((text) => text.includes(KEY))).toEqual([]);
  });
});
