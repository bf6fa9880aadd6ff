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
      const { call, model, ordinal, worst } = reserved;
      const text = overrunText(`call ${call} of ${model}`, spent, worst);
      ofModel.set(model, { model, text });
      byOrdinal.set(ordinal, [...(byOrdinal.get(ordinal) ?? []), { model, text }]);
    },
  };
}

/** What happened, and what follows from it. */
export function overrunText(call: string, spent: Spending, worst: Spending): string {
  return `${call} was billed ${amount(spent)}, beyond its reservation of ${amount(worst)}: its model is asked no more in this run`;
}

function amount({ tokens, usd }: Spending): string {
  return `${tokens} tokens and ${usd.toFixed(4)} USD`;
}
