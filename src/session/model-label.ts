import type { Kinds } from '../core/kinds.ts';
import type { DeepReadonly } from '../config/deep-readonly.ts';
import { optionsOf } from '../config/entry-schemas.ts';
import type { LocalModelConfig } from '../config/model-schema.ts';

/** Label of a model whose provider is not hosted, such as its program; empty without one. */
export function modelLabel(model: DeepReadonly<LocalModelConfig>, { providers }: Kinds): string {
  const kind = providers.get(model.provider);
  return kind?.label?.(optionsOf(kind, model)) ?? '';
}
