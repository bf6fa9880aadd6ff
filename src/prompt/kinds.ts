import { ConfigError } from '../core/errors.ts';
import type { Template } from './template.ts';

/** The slots of a kind of prompt. */
export interface PromptKind {
  /** The template must have these. */
  readonly required: readonly string[];
  /** It may have these; nothing is lost when it does not. */
  readonly allowed: readonly string[];
  /** Whether it opens a conversation and so needs a `# System` part. */
  readonly opens: boolean;
}

const COMMON = ['rules', 'objective', 'limits', 'insights', 'direction', 'inspirations', 'best'];
const OF_PARENT = ['cases', 'feedback', 'lineage', 'attempts'];
const CHANGE: PromptKind = {
  required: ['statement', 'interface', 'parent', 'format'],
  allowed: [...COMMON, ...OF_PARENT],
  opens: true,
};

/** Every kind of prompt by the name of its file, `NAME.md`. */
export const PROMPT_KINDS = {
  improve: CHANGE,
  rewrite: CHANGE,
  explore: CHANGE,
  simplify: CHANGE,
  cross: { ...CHANGE, required: [...CHANGE.required, 'partner'] },
  repair: {
    required: ['statement', 'interface', 'rejected', 'format'],
    allowed: [...COMMON, ...OF_PARENT, 'parent'],
    opens: true,
  },
  draft: { required: ['statement', 'interface', 'format'], allowed: COMMON, opens: true },
  insights: {
    required: ['statement', 'recent', 'noteFormat'],
    allowed: ['interface', 'rules', 'objective', 'limits', 'champion', 'insights'],
    opens: true,
  },
  paradigm: {
    required: ['statement', 'interface', 'champion', 'noteFormat'],
    allowed: ['rules', 'objective', 'limits', 'recent', 'attempts', 'insights', 'directions'],
    opens: true,
  },
  revise: { required: ['kind', 'reason'], allowed: [], opens: false },
} as const satisfies Readonly<Record<string, PromptKind>>;

/** Name of a kind of prompt. */
export type PromptKindName = keyof typeof PROMPT_KINDS;

/**
 * Checks that a template, such as a user's own, carries what its kind needs and nothing that it cannot
 * be given. Throws ConfigError.
 */
export function checkTemplate(kind: PromptKindName, template: Template): void {
  const { required, allowed, opens }: PromptKind = PROMPT_KINDS[kind];
  const { name, slots, system } = template;
  if (opens !== (system !== null)) {
    const message = opens ? 'lacks the part `# System`' : 'has a part `# System`, which it cannot';
    throw new ConfigError(`${name}: the template of ${kind} ${message}`, {
      hint: opens
        ? 'put what the model is and how it answers under `# System`'
        : 'it continues a conversation: write everything under `# User`',
    });
  }
  const missing = required.filter((slot) => !slots.has(slot));
  const unknown = [...slots].filter((slot) => !required.includes(slot) && !allowed.includes(slot));
  if (missing.length + unknown.length === 0) return;
  const faults = [
    ...missing.map((slot) => `lacks the slot {{${slot}}}`),
    ...unknown.map((slot) => `has the unknown slot {{${slot}}}`),
  ];
  throw new ConfigError(`${name}: the template of ${kind} ${faults.join(', ')}`, {
    hint: `it must have ${listed(required)}${allowed.length > 0 ? ` and may have ${listed(allowed)}` : ''}`,
  });
}

function listed(slots: readonly string[]): string {
  return slots.toSorted().join(', ');
}
