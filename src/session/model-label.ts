import type { Kinds } from '../core/kinds.ts';
import type { DeepReadonly } from '../config/deep-readonly.ts';
import { optionsOf } from '../config/entry-schemas.ts';
import type { LocalModelConfig } from '../config/model-schema.ts';

/** How a person tells a model of a provider that is not hosted from others: its program; empty without a word. */
export function modelLabel(model: DeepReadonly<LocalModelConfig>, { providers }: Kinds): string {
  const kind = providers.get(model.provider);
  return kind?.label?.(optionsOf(kind, model)) ?? '';
}
