import * as z from 'zod';
import { defineModelProvider } from '../../core/define-kind.ts';
import { DEFAULT_MODELS } from '../prices.ts';
import { createCommandModel } from './command.ts';

const count = z.int().min(1);
const maxTokens = count.default(16_000).describe('tokens of a reply, reasoning included');
const temperature = z.number().min(0).max(2).optional();

/** The SDKs take a quarter of a second each to load, so that only runs that use them wait for them. */

/** Anthropic in a run file. */
export const anthropicKind = defineModelProvider({
  name: 'anthropic',
  summary: 'the models of Anthropic',
  hosted: {
    keyEnv: 'ANTHROPIC_API_KEY',
    cacheWrite: 1.25,
    defaultModel: DEFAULT_MODELS.anthropic,
  },
  options: z
    .object({
      maxTokens,
      temperature,
      effort: z
        .enum(['low', 'medium', 'high'])
        .optional()
        .describe('for models that decide on their own how long to think'),
      thinkingTokens: z
        .int()
        .min(1024)
        .optional()
        .describe('for models that think within a budget, which is a part of `maxTokens`'),
    })
    .superRefine((options, context) => {
      const message = complaintAboutThinking(options);
      if (message !== undefined) context.addIssue({ code: 'custom', ...message });
    }),
  async create(options, parts) {
    const { createAnthropicModel } = await import('./anthropic.ts');
    return createAnthropicModel({ ...options, ...parts });
  },
});

function complaintAboutThinking(options: {
  readonly thinkingTokens?: number | undefined;
  readonly maxTokens: number;
  readonly temperature?: number | undefined;
}): { readonly path: string[]; readonly message: string } | undefined {
  const { thinkingTokens, maxTokens: most, temperature: heat } = options;
  if (thinkingTokens === undefined) return undefined;
  if (thinkingTokens >= most) {
    const message = `must be less than maxTokens (${most}), of which it is a part`;
    return { path: ['thinkingTokens'], message };
  }
  const message = 'a model that thinks within a budget allows no temperature';
  return heat === undefined ? undefined : { path: ['temperature'], message };
}

/** OpenAI, and every server that speaks like it, in a run file. */
export const openAiKind = defineModelProvider({
  name: 'openai',
  summary: 'the models of OpenAI, and of every server that speaks like it',
  hosted: { keyEnv: 'OPENAI_API_KEY', cacheWrite: 1, defaultModel: DEFAULT_MODELS.openai },
  options: z.object({
    maxTokens,
    temperature,
    effort: z
      .enum(['minimal', 'low', 'medium', 'high'])
      .optional()
      .describe('how long a reasoning model thinks'),
    keyHeader: z
      .string()
      .regex(/^[\w-]+$/, 'expected the name of a header')
      .optional()
      .describe('carries the bare key instead of `Authorization: Bearer`, such as `api-key`'),
    query: z
      .record(z.string(), z.string())
      .optional()
      .describe("added to every address, such as Azure's `api-version`"),
    tokenLimitParameter: z
      .enum(['max_completion_tokens', 'max_tokens'])
      .optional()
      .describe('what the limit of tokens is called; by default the host decides'),
  }),
  async create(options, parts) {
    const { createOpenAiModel } = await import('./openai.ts');
    return createOpenAiModel({ ...options, ...parts });
  },
});

/** A program in a run file. */
export const commandKind = defineModelProvider({
  name: 'command',
  summary: 'a program that reads the prompt and prints the reply',
  keepsTime: true,
  options: z
    .object({
      command: z.array(z.string()).min(1).describe('program and arguments; no shell reads them'),
      concurrency: count
        .max(1024)
        .default(4)
        .describe('calls in flight; each is a process of its own'),
      requestsPerMinute: count.optional(),
    })
    .superRefine(({ command: [program] }, context) => {
      if (program !== '') return;
      context.addIssue({ code: 'custom', path: ['command'], message: 'the program has no name' });
    }),
  label: ({ command }) => command.join(' '),
  create: ({ command }, { name, timeoutMs, env }) =>
    createCommandModel({ name, command, timeoutMs, env }),
});
