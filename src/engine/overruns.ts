import type { CallReserved, CallSettled } from '../core/events.ts';
import type { Spending } from '../core/model.ts';

/** A call that was billed beyond its reservation. */
export interface Overrun {
  readonly model: string;
  /** In words. */
  readonly text: string;
}

/** The calls of a run that were billed beyond their reservations: a fold over its call events. */
export interface Overruns {
  /** The latest of a model. */
  of(model: string): Overrun | undefined;
  /** Those for one ordinal. */
  by(ordinal: number): readonly Overrun[];
  add(reserved: CallReserved, settled: CallSettled): void;
  /** Lets models be asked again, when a run goes on with other settings. */
  forget(): void;
}

/** No calls. */
export function createOverruns(): Overruns {
  const ofModel = new Map<string, Overrun>();
  const byOrdinal = new Map<number, readonly Overrun[]>();
  return {
    of: (model) => ofModel.get(model),
    by: (ordinal) => byOrdinal.get(ordinal) ?? [],
    add(reserved, { spent, overrun }) {
      if (overrun !== true) return;
      const { model, ordinal } = reserved;
      const text = overrunText(reserved, spent);
      ofModel.set(model, { model, text });
      byOrdinal.set(ordinal, [...(byOrdinal.get(ordinal) ?? []), { model, text }]);
    },
    forget() {
      ofModel.clear();
      byOrdinal.clear();
    },
  };
}

/** What happened, and what follows from it. */
export function overrunText(
  { call, model, worst }: Pick<CallReserved, 'call' | 'model' | 'worst'>,
  spent: Spending,
): string {
  return `call ${call} of ${model} was billed ${amount(spent)}, beyond its reservation of ${amount(worst)}; ${model} is asked no more in this run, unless it is resumed with --set models.${model}.maxTokens=MORE`;
}

function amount({ tokens, usd }: Spending): string {
  return `${tokens} tokens and ${usd.toFixed(4)} USD`;
}
