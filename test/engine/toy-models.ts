import { setTimeout as sleep } from 'node:timers/promises';
import type { Proposer } from '../../src/core/proposer.ts';
import { ModelError } from '../../src/core/errors.ts';
import type { RunEvent } from '../../src/core/events.ts';
import type { LoggedEvent } from '../../src/core/store.ts';
import type { LanguageModel, ModelRequest, Spending } from '../../src/core/model.ts';
import { createRng } from '../../src/core/rng.ts';
import { worstOf } from '../../src/models/cost.ts';
import { textOf, valueOf } from './toy-run.ts';

export interface ToyModelOptions {
  readonly name?: string;
  readonly latencyMs?: (request: ModelRequest) => number;
  /** Told of every request that reaches the model. */
  readonly onRequest?: (request: ModelRequest) => void;
  /** Thrown instead of an answer. */
  readonly fail?: (request: ModelRequest) => ModelError | undefined;
  readonly maxOutputTokens?: number;
}

/** A model that answers with a number near the one it is asked about, and bills a random length. */
export function toyModel(options: ToyModelOptions = {}): LanguageModel {
  const { name = 'toy', latencyMs = () => 0, onRequest, fail, maxOutputTokens = 1_000 } = options;
  return {
    name,
    identity: { provider: 'toy', name },
    maxOutputTokens,
    price: { input: 3, cachedInput: 0.3, cacheWrite: 3.75, output: 15 },
    async complete(request, signal) {
      onRequest?.(request);
      const wait = latencyMs(request);
      if (wait > 0) await sleep(wait, undefined, { signal });
      const failure = fail?.(request);
      if (failure !== undefined) throw failure;
      const rng = createRng(request.key);
      const from = Number(request.messages.at(-1)?.text);
      return {
        text: String(Math.round((from + rng.normal()) * 1_000) / 1_000),
        finish: 'stop',
        usage: {
          input: 1 + rng.integer(20),
          cachedInput: 0,
          cacheWrite: 0,
          output: rng.integer(maxOutputTokens + 1),
          reasoning: 0,
        },
        answeredBy: name,
      };
    },
  };
}

/** Asks its model for the next number, `calls` times in a row. */
export function writerWith(model: LanguageModel, { calls = 1, kind = 'write' } = {}): Proposer {
  return {
    name: `${kind}@${model.name}`,
    maxEvaluations: 0,
    model: model.name,
    reserve: worstOf([{ role: 'user', text: '0123456789' }], model),
    async propose({ parent }, { complete }) {
      let value = parent ? valueOf(parent.source) : 0;
      for (let call = 0; call < calls; call += 1) {
        const messages = [{ role: 'user' as const, text: String(value) }];
        const answer = await complete(model, { messages, title: 'write' });
        value = Number(answer.text);
      }
      const parents = parent ? [parent.id] : [];
      return { source: textOf(value), parents, note: 'as the model says' };
    },
  };
}

/** Spending of a log, open calls at their worst, and its maximum over time. */
export function accountOf(events: readonly RunEvent[]): {
  readonly total: Spending;
  readonly peakUsd: number;
  readonly open: number;
} {
  const open = new Map<number, Spending>();
  let settled: Spending = { calls: 0, tokens: 0, usd: 0 };
  let peakUsd = 0;
  for (const event of events) {
    if (event.type === 'call-reserved') open.set(event.call, event.worst);
    if (event.type === 'call-settled') {
      open.delete(event.call);
      const { calls, tokens, usd } = event.spent;
      settled = {
        calls: settled.calls + calls,
        tokens: settled.tokens + tokens,
        usd: settled.usd + usd,
      };
    }
    const held = [...open.values()].reduce((sum, { usd }) => sum + usd, 0);
    peakUsd = Math.max(peakUsd, settled.usd + held);
  }
  return { total: settled, peakUsd, open: open.size };
}

/** Recorded attempts by key, as a run that has them offers them to another. */
export function repliesOf(
  logged: readonly LoggedEvent[],
  blob: (hash: string) => string | undefined,
): { find(key: string): readonly ToyAttempt[] } {
  const keys = new Map<number, string>();
  const found = new Map<string, ToyAttempt[]>();
  for (const { event } of logged) {
    if (event.type === 'call-reserved') keys.set(event.call, event.key);
    if (event.type !== 'call-settled' || event.outcome === 'lost') continue;
    const key = keys.get(event.call) ?? '';
    const spent = { ...event.spent, seconds: event.seconds };
    const { failure, replyHash } = event;
    const attempt: ToyAttempt =
      replyHash === undefined
        ? { spent, failure: failure ?? { kind: 'server', message: '' } }
        : { spent, completion: JSON.parse(blob(replyHash) ?? '') };
    found.set(key, replyHash === undefined ? [...(found.get(key) ?? []), attempt] : [attempt]);
  }
  return { find: (key) => found.get(key) ?? [] };
}

type ToyAttempt = NonNullable<
  ReturnType<NonNullable<import('../../src/engine/run-plan.ts').CallPolicy['replies']>['find']>
>[number];
