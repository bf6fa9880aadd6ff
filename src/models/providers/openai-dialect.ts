import type { ChatCompletionCreateParams } from 'openai/resources/chat/completions';
import type { ModelError } from '../../core/errors.ts';
import type { ModelMessage } from '../../core/model.ts';
import { isAboutLength } from './provider-errors.ts';

/** How a server wants to be asked: compatible servers refuse parameters, roles and lengths in many ways. */
export interface Dialect {
  /** Names of optional parameters, with their values. */
  readonly parameters: Readonly<Record<string, string | number>>;
  readonly limitName: 'max_completion_tokens' | 'max_tokens';
  /** Whether the name was changed, which happens once. */
  readonly isRenamed: boolean;
  /** Tokens of a reply that are asked for. */
  readonly maxTokens: number;
  readonly hasSystemRole: boolean;
  readonly isStreamed: boolean;
}

/** Another way to ask after a refusal, and what changes, in words for the user. */
export interface Adaptation {
  readonly dialect: Dialect;
  /** Of notices with one topic the last one counts. */
  readonly topic: string;
  readonly notice: string;
}

/** Shorter replies hold no program. */
const MIN_TOKENS = 512;
const REFUSES =
  /unsupported|not support|n't support|unrecogni[sz]ed|unknown|unexpected|not permitted|not allowed|extra |instead|invalid/i;
const ABOUT_ROLES = /\bsystem\b|developer instruction|\broles?\b/i;
const STREAM_ONLY = /\bstream/i;

/** A refusal of a request. */
interface Refusal {
  readonly message: string;
  readonly hasSystemText: boolean;
}

type Step = (refusal: Refusal, dialect: Dialect) => Adaptation | undefined;

/**
 * The next way to ask after this refusal: another name for the limit of tokens, a parameter less, a stream, half the
 * tokens of a reply, or the system text before the first user's. Undefined when its words name none of these. A
 * request that was refused costs nothing, so a wrong guess does not either; a chain of them ends.
 */
export function adaptationTo(
  { kind, message }: Pick<ModelError, 'kind' | 'message'>,
  dialect: Dialect,
  hasSystemText: boolean,
): Adaptation | undefined {
  if (kind !== 'request') return undefined;
  for (const step of STEPS) {
    const adaptation = step({ message, hasSystemText }, dialect);
    if (adaptation !== undefined) return adaptation;
  }
  return undefined;
}

const renameLimit: Step = ({ message }, dialect) => {
  const { limitName, isRenamed } = dialect;
  const isMeant = REFUSES.test(message) && new RegExp(`\\b${limitName}\\b`).test(message);
  if (isRenamed || !isMeant) return undefined;
  const other = limitName === 'max_tokens' ? 'max_completion_tokens' : 'max_tokens';
  return {
    dialect: { ...dialect, limitName: other, isRenamed: true },
    topic: 'limit name',
    notice: `${other} in place of ${limitName}`,
  };
};

const leaveOut: Step = ({ message }, dialect) => {
  const refused = Object.keys(dialect.parameters).find((name) => message.includes(name));
  if (refused === undefined) return undefined;
  const left = Object.entries(dialect.parameters).filter(([name]) => name !== refused);
  const parameters = Object.fromEntries(left);
  return { dialect: { ...dialect, parameters }, topic: refused, notice: `no ${refused}` };
};

const stream: Step = ({ message }, dialect) =>
  dialect.isStreamed || !STREAM_ONLY.test(message)
    ? undefined
    : { dialect: { ...dialect, isStreamed: true }, topic: 'stream', notice: 'a stream' };

const halveLimit: Step = ({ message }, dialect) => {
  if (!isAboutLength(message) || dialect.maxTokens < 2 * MIN_TOKENS) return undefined;
  const maxTokens = Math.floor(dialect.maxTokens / 2);
  return { dialect: { ...dialect, maxTokens }, topic: 'limit', notice: `maxTokens ${maxTokens}` };
};

const dropSystemRole: Step = ({ message, hasSystemText }, dialect) =>
  hasSystemText && dialect.hasSystemRole && ABOUT_ROLES.test(message)
    ? {
        dialect: { ...dialect, hasSystemRole: false },
        topic: 'system',
        notice: 'the system text before the first message of the user',
      }
    : undefined;

const STEPS: readonly Step[] = [renameLimit, leaveOut, stream, halveLimit, dropSystemRole];

/** What both know about a server: calls in flight learn at once. */
export function combined(one: Dialect, other: Dialect): Dialect {
  const shared = Object.entries(one.parameters).filter(([name]) => name in other.parameters);
  return {
    parameters: Object.fromEntries(shared),
    limitName: other.isRenamed ? other.limitName : one.limitName,
    isRenamed: one.isRenamed || other.isRenamed,
    maxTokens: Math.min(one.maxTokens, other.maxTokens),
    hasSystemRole: one.hasSystemRole && other.hasSystemRole,
    isStreamed: one.isStreamed || other.isStreamed,
  };
}

/** The body of a request in a dialect. */
export function bodyIn(
  { parameters, limitName, maxTokens, hasSystemRole, isStreamed }: Dialect,
  model: string,
  messages: readonly ModelMessage[],
): ChatCompletionCreateParams {
  const asked = hasSystemRole ? messages : withoutSystemRole(messages);
  return {
    model,
    messages: asked.map(({ role, text }) => ({ role, content: text.toWellFormed() })),
    [limitName]: maxTokens,
    ...parameters,
    ...(isStreamed ? { stream: true as const } : {}),
  };
}

/** The system text at the head of the first message of the user. */
function withoutSystemRole(messages: readonly ModelMessage[]): readonly ModelMessage[] {
  const system = messages.filter(({ role }) => role === 'system').map(({ text }) => text);
  const [first, ...rest] = messages.filter(({ role }) => role !== 'system');
  if (system.length === 0) return messages;
  if (first?.role !== 'user') {
    return [
      { role: 'user', text: system.join('\n\n') },
      ...(first === undefined ? [] : [first]),
      ...rest,
    ];
  }
  return [{ role: 'user', text: [...system, first.text].join('\n\n') }, ...rest];
}
