import type { CallRecord } from '../../view/call-record.ts';
import type { ConversationView, Turn } from '../../view/conversation.ts';
import { formatNumber, formatSeconds, formatUsd, plural } from './format.ts';
import { cachedPercent } from './models.ts';
import { quote, type QuoteLimits } from './quote.ts';
import { visibleLine } from './visible-text.ts';

const PROMPT: QuoteLimits = { head: 14, tail: 8, width: 300 };
const REPLY: QuoteLimits = { head: 90, tail: 30, width: 400 };

/** A conversation for a person at a terminal; `full` leaves nothing out. */
export function conversationLines(
  { turns, failures }: ConversationView,
  { full }: { readonly full: boolean },
): readonly string[] {
  const answered = turns.flatMap((turn, index) => [
    '',
    `Turn ${index + 1} of ${turns.length}: ${answerLine(turn)}`,
    ...promptLines(turn, full),
    ...replyLines(turn, full),
  ]);
  if (failures.length === 0) return answered;
  return [
    ...answered,
    '',
    'Calls without a reply',
    ...failures.map((call) => `  ${failureLine(call)}`),
  ];
}

function answerLine(turn: Turn): string {
  return [`asked ${visibleLine(turn.model)}`, ...answerFacts(turn)].join(', ');
}

/** The answerer of a question, its time and its cost, in a few words each. */
export function answerFacts({ reply, call }: Turn): readonly string[] {
  if (call === null || reply === null) return ['the log does not hold the reply'];
  const { usage, answeredBy, finish } = reply;
  const recalled = call.outcome === 'recalled' ? ' (recalled from an earlier run)' : '';
  const cached = cachedPercent(usage);
  const share = cached === 0 ? '' : ` (${cached.toFixed(0)} % cached)`;
  const reasoning =
    usage.reasoning === 0 ? '' : ` (${formatNumber(usage.reasoning)} of them reasoning)`;
  // People and programs that answer count no tokens.
  const isCounted = usage.input + usage.output > 0;
  return [
    `${visibleLine(answeredBy, 80)} answered${recalled}`,
    formatSeconds(call.seconds),
    ...(isCounted
      ? [
          `${formatNumber(usage.input)} tokens in${share}`,
          `${formatNumber(usage.output)} out${reasoning}`,
          `${formatUsd(call.spent.usd)} USD`,
        ]
      : []),
    ...(finish === 'stop' ? [] : [`ended by ${finish}`]),
  ];
}

function promptLines(turn: Turn, full: boolean): readonly string[] {
  const { said, after } = turn;
  if (turn.call === null) return [];
  const size = `${formatNumber(turn.promptCharacters)} characters in all`;
  const context = after === null ? size : `continues turn ${after + 1}, ${size}`;
  if (said.length === 0) return [`  the prompt of turn ${(after ?? 0) + 1} once more (${size})`];
  return said.flatMap(({ role, text }, index) => [
    `  ${role}${index === 0 ? ` (${context})` : ''}`,
    ...quote(text, full ? undefined : PROMPT),
  ]);
}

function replyLines({ reply, outcome }: Turn, full: boolean): readonly string[] {
  const answer = reply === null ? [] : ['  reply', ...quote(reply.text, full ? undefined : REPLY)];
  if (outcome === null) return [...answer, '  nothing came of it: the proposal failed later'];
  if (outcome === 'accepted') return [...answer, '  accepted'];
  return [...answer, '  not accepted:', ...quote(outcome, full ? undefined : PROMPT)];
}

/** A call without a reply in one line. */
export function failureLine({ call, model, outcome, spent, seconds, failure }: CallRecord): string {
  const who = `call ${formatNumber(call)}, ${visibleLine(model)}`;
  if (outcome === 'open') {
    return `${who}: waits for a reply, at most ${formatUsd(spent.usd)} USD`;
  }
  const why = failure === null ? '' : ` (${failure.kind}: ${visibleLine(failure.message, 300)})`;
  const cost =
    spent.usd > 0
      ? `, may have been billed: ${formatUsd(spent.usd)} USD`
      : `, ${plural(spent.tokens, 'token')}`;
  return `${who}: ${outcome}${why} after ${formatSeconds(seconds)}${cost}`;
}
