import type { Background, Brief } from '../core/proposer.ts';
import type { LimitOverrides } from '../core/sandbox.ts';
import type { Program } from '../core/program.ts';
import { meanBound } from '../stats/mean-bound.ts';
import type { BriefContext } from './brief-context.ts';
import { cleaned, dataBlock, oneLine } from './quote.ts';
import { noteFormat, replyFormat } from './reply-format.ts';
import { SIMULATION_RULES, STEPS_RULE } from './run-rules.ts';
import { essential, OBJECTIVE, optional, type Section } from './section.ts';
import { exact, valueOf } from './standing.ts';

/** The sections about the problem, which every proposer needs. */
export function problemSections(brief: Brief, context: BriefContext, known: Background): Section[] {
  const { problem, parent } = brief;
  const citation = problem.citation === undefined ? '' : `\n\nSource: ${problem.citation}`;
  const { entry } = problem.policy;
  return [
    essential(
      'statement',
      `Problem: ${oneLine(problem.title)}`,
      `${cleaned(problem.statement).trim()}${citation}`,
    ),
    essential('interface', 'Interface', interfaceText(entry, context.declaration)),
    essential('rules', 'How a program runs', context.runRules ?? SIMULATION_RULES),
    essential(
      'format',
      'Format of the reply',
      replyFormat((context.rejected ?? parent)?.source ?? null, entry),
    ),
    essential('noteFormat', 'Format of the reply', noteFormat(context.maxNotes ?? 5)),
    {
      ...essential('objective', 'Objective', ...objectiveTexts(brief, known)),
      importance: OBJECTIVE,
    },
    optional('limits', 'Limits', [limitsText(context.limits, parent)]),
  ];
}

function interfaceText(entry: string, declaration: string): string {
  const block = dataBlock(declaration, { kind: 'interface' }, 'ts');
  return `\`${entry}\` must export what this declaration promises, with these names and parameters. Its types come from './policy.d.ts', by \`import type\`:\n\n${block}`;
}

function objectiveTexts({ problem, parent }: Brief, { references, best }: Background): string[] {
  const { metric, direction, unit } = problem.objective;
  const scored = [parent, best]
    .map((one) => one?.evaluation)
    .find((one) => one?.status === 'scored');
  const bound = scored?.status === 'scored' ? meanBound(scored.cases) : undefined;
  const aim = [
    `${direction === 'minimize' ? 'Minimize' : 'Maximize'} ${metric}, in ${unit}: the mean over all cases. Fitness is ${direction === 'minimize' ? 'the same number with its sign turned' : 'the same number'}, so that higher is always better.`,
    ...(bound === undefined
      ? []
      : [
          `No policy can be better than ${exact(bound)} ${unit} on these cases: a proven bound, not always within reach.`,
        ]),
  ].join(' ');
  const measured = references.flatMap(({ name, evaluation }) =>
    evaluation.status === 'scored'
      ? [`- ${oneLine(name)}: ${exact(valueOf(evaluation, problem))} ${unit}`]
      : [],
  );
  if (measured.length === 0) return [aim];
  return [`${aim}\n\nKnown policies on the same cases:\n\n${measured.join('\n')}`, aim];
}

function limitsText(limits: LimitOverrides = {}, parent: Program | null): string {
  const { maxSteps, maxEvents, cpuSeconds, memoryMb, timeoutMs } = limits;
  const calls = parent?.evaluation.cost.decisions ?? 0;
  const lines = [
    maxSteps === undefined ? '' : `- ${maxSteps} steps of its own a case: ${STEPS_RULE}`,
    maxEvents === undefined ? '' : `- ${maxEvents} calls and simulated events a case`,
    cpuSeconds === undefined ? '' : `- ${exact(cpuSeconds)} seconds of processor time a case`,
    memoryMb === undefined ? '' : `- ${memoryMb} MB of memory`,
    timeoutMs === undefined ? '' : `- ${exact(timeoutMs / 1000)} seconds for all cases together`,
    calls === 0 ? '' : `- one evaluation of the parent called it ${calls} times, within the limits`,
  ];
  return lines.filter((line) => line !== '').join('\n');
}
