import type { RunEvent } from '../core/events.ts';
import type { Transcript } from '../core/model.ts';
import { createCallRecords } from './call-record.ts';
import { conversationOf, type BlobLookup, type ConversationView } from './conversation.ts';
import type { LineageStep } from './run-view.ts';
import { transcriptIn } from './stored-texts.ts';

/** The conversation behind a program. */
export interface Origin {
  /** Null where the store does not have it. */
  readonly transcript: Transcript | null;
  readonly conversation: ConversationView;
}

/** Finds where some programs came from. */
export interface OriginSearch {
  /** Takes the events of the log once more. */
  add(event: RunEvent): void;
  /** By id; those for which no model was asked are left out. */
  found(blob: BlobLookup): ReadonlyMap<string, Origin>;
}

/** A search for the conversations behind `steps`. */
export function createOriginSearch(steps: readonly LineageStep[]): OriginSearch {
  const ordinals = new Set(steps.map(({ ordinal }) => ordinal));
  const records = createCallRecords((ordinal) => ordinals.has(ordinal));
  return {
    add: (event) => records.add(event),
    found: (blob) =>
      new Map(
        steps.flatMap(({ id, ordinal, detailHash }): [string, Origin][] => {
          const calls = records.of(ordinal);
          if (calls.length === 0) return [];
          const transcript = detailHash === null ? undefined : transcriptIn(blob(detailHash));
          const conversation = conversationOf(calls, { transcript, blob });
          return [[id, { transcript: transcript ?? null, conversation }]];
        }),
      ),
  };
}
