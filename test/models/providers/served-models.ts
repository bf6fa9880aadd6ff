import { afterEach } from 'vitest';
import type { LanguageModel } from '../../../src/core/model.ts';
import {
  createAnthropicModel,
  type AnthropicOptions,
} from '../../../src/models/providers/anthropic.ts';
import { createOpenAiModel, type OpenAiOptions } from '../../../src/models/providers/openai.ts';
import type { WireFormat } from './wire-format.ts';
import { startWireServer, type WireScript, type WireServer } from './wire-server.ts';

export const FREE = { input: 0, cachedInput: 0, cacheWrite: 0, output: 0 };

const servers: WireServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

/** A server that is closed after the test. */
export async function serve(format: WireFormat, script: WireScript): Promise<WireServer> {
  const server = await startWireServer({ format, script });
  servers.push(server);
  return server;
}

interface ServedModel {
  readonly server: WireServer;
  readonly model: LanguageModel;
}

/** A model behind such a server. */
export async function serveOpenAi(
  script: WireScript,
  options: Partial<OpenAiOptions> = {},
): Promise<ServedModel> {
  const server = await serve('openai', script);
  const { baseUrl } = server;
  const given = { name: 'm', model: 'x', maxOutputTokens: 4_000, price: FREE, ...options };
  return { server, model: createOpenAiModel({ baseUrl, ...given }) };
}

/** A model of Anthropic's behind such a server. */
export async function serveAnthropic(
  script: WireScript,
  options: Partial<AnthropicOptions> = {},
): Promise<ServedModel> {
  const server = await serve('anthropic', script);
  const { baseUrl } = server;
  const given = { name: 'm', model: 'x', maxOutputTokens: 64_000, price: FREE, ...options };
  return { server, model: createAnthropicModel({ baseUrl, ...given }) };
}
