import type { Allowance } from './allowance.ts';
import type { Turn } from '../../view/conversation.ts';
import { answerFacts, failureLine } from '../text/conversation.ts';
import { formatNumber, formatUsd, plural } from '../text/format.ts';
import { html, type Markup } from './html.ts';
import type { Origin } from '../../view/origins.ts';
import type { LineageStep } from '../../view/run-view.ts';

/** Characters of one message, of one reply, and of the complaint about it. */
const MAX_PROMPT = 24_000;
const MAX_REPLY = 24_000;
const MAX_OUTCOME = 2_000;
const MAX_TURNS = 24;

interface OriginContext {
  readonly origin: Origin;
  readonly allowance: Allowance;
}

/** The conversation behind a program, folded. */
export function originBlock(
  { id, proposer, note, spending }: LineageStep,
  { origin, allowance }: OriginContext,
): Markup {
  const { conversation, transcript } = origin;
  const { turns, failures } = conversation;
  const cost = spending === null ? '' : `, ${formatUsd(spending.usd)} USD`;
  const rest = turns.length - MAX_TURNS;
  return html`<details class="origin">
    <summary>
      <strong>${id}</strong> ${proposer}: ${note}
      <small>${plural(turns.length, 'turn')}${cost}</small>
    </summary>
    ${transcript === null ? null : promptFacts(transcript)}
    ${turns
      .slice(0, MAX_TURNS)
      .map((turn, index) => turnBlock(turn, { allowance, title: titleOf(turns, index) }))}
    ${rest > 0 ? html`<p class="note">${plural(rest, 'more turn')}.</p>` : null}
    ${failures.map((call) => html`<p class="note">${failureLine(call)}</p>`)}
  </details>`;
}

function promptFacts({ cut, notes }: NonNullable<Origin['transcript']>): Markup {
  const list = notes.map((note) => html`<li>${note.slice(0, MAX_OUTCOME)}</li>`);
  return html`<p class="note">
      Cut from the prompt to make it fit: ${cut.length === 0 ? 'nothing' : cut.join(', ')}.
    </p>
    ${
      notes.length === 0
        ? null
        : html`<p class="note">Notes of advisors that it carried:</p>
            <ul class="lessons">
              ${list}
            </ul>`
    }`;
}

function titleOf(turns: readonly Turn[], index: number): string {
  return turns.length === 1 ? '' : `Turn ${index + 1} of ${turns.length}: `;
}

function turnBlock(
  turn: Turn,
  { allowance, title }: { readonly allowance: Allowance; readonly title: string },
): Markup {
  const { reply, outcome, said, promptCharacters, after } = turn;
  const size = `${formatNumber(promptCharacters)} characters`;
  const prompt =
    after === null
      ? `Prompt, ${size}`
      : `Prompt, ${size}; shown is what is new since turn ${after + 1}`;
  return html`<p class="file">${title}${answerFacts(turn).join(', ')}</p>
    ${
      said.length === 0
        ? html`<p class="note">The prompt of turn ${(after ?? 0) + 1} once more.</p>`
        : html`<details>
            <summary>${prompt}</summary>
            ${said.map(({ role, text }) => block(role, allowance.take(text, MAX_PROMPT)))}
          </details>`
    }
    ${reply === null ? null : block('reply', allowance.take(reply.text, MAX_REPLY))}
    ${outcomeLine(outcome, allowance)}`;
}

function block(name: string, text: Markup): Markup {
  return html`<div class="scroll quoted" tabindex="0" role="region" aria-label="${name}">
    <p class="role">${name}</p>
    <pre>${text}</pre>
  </div>`;
}

function outcomeLine(outcome: string | null, allowance: Allowance): Markup {
  if (outcome === 'accepted') return html`<p class="note">Accepted.</p>`;
  if (outcome === null) return html`<p class="note">Nothing came of it.</p>`;
  return block('not accepted', allowance.take(outcome, MAX_OUTCOME));
}
