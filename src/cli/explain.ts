import type { Command } from 'commander';
import { ConfigError } from '../core/errors.ts';
import { renderExplanation } from '../report/text/explanation.ts';
import { createTrail, explain, type TrailFacts } from '../view/explanation.ts';
import type { RunView } from '../view/run-view.ts';
import type { CommandContext } from './command.ts';
import { withStoredRun, type StoredRun } from '../session/stored-run.ts';
import { noBest, noName, ordinalIn, unknownProgram } from './program-argument.ts';
import { RUN_ARGUMENT, runFolder } from './run-folder.ts';

interface ExplainOptions {
  readonly full?: true;
  readonly json?: true;
}

/** `adrs explain`: shows where a program came from. */
export function registerExplain(program: Command, { io }: CommandContext): void {
  program
    .command('explain')
    .description('show where a program came from: prompt, reply, edits, parents, cost')
    .argument('<run>', RUN_ARGUMENT)
    .argument('<program>', 'such as p12, or best; #12 for a proposal that was dropped')
    .option('--full', 'leave nothing out of prompts and replies')
    .option('--json', 'print everything as JSON')
    .action(async (run: string, name: string, { full, json }: ExplainOptions) => {
      await withStoredRun(await runFolder(run), async (stored) => {
        const facts = await trailOf(stored, ordinalOf(name, stored.view));
        const explanation = explain(facts, stored);
        if (explanation === undefined) throw unknownProposal(name, stored.view, facts);
        requireProgram(name, facts, stored);
        io.out(
          json
            ? JSON.stringify(explanation)
            : renderExplanation(explanation, { full: full === true }),
        );
      });
    });
}

/** The number that a name means. Throws ConfigError when it means none. */
function ordinalOf(name: string, { best, programs }: RunView): number {
  if (name === 'best') {
    if (best === null) throw noBest();
    return Number(best.id.slice(1));
  }
  const [, digits] = /^[p#]?(0|[1-9]\d{0,8})$/i.exec(name) ?? [];
  if (digits === undefined) throw noName(name, programs);
  return Number(digits);
}

/** A proposal that is named as a program and brought none is not explained in its place. Throws ConfigError. */
function requireProgram(name: string, { outcome }: TrailFacts, { fold }: StoredRun): void {
  const ordinal = ordinalIn(name);
  if (ordinal === undefined || outcome?.type === 'program-added') return;
  const error = unknownProgram(`p${ordinal}`, (id) => fold.program(id) !== undefined);
  const fate =
    outcome === undefined
      ? 'has not come to an end'
      : outcome.type === 'advice-taken'
        ? 'brought advice'
        : `was dropped (${outcome.reason})`;
  throw new ConfigError(`${error.message}: proposal #${ordinal} ${fate}`, {
    hint: `adrs explain RUN "#${ordinal}" explains that; ${error.hint ?? ''}`,
  });
}

async function trailOf(stored: StoredRun, ordinal: number): Promise<TrailFacts> {
  const trail = createTrail(ordinal);
  for await (const { event } of stored.events()) trail.add(event);
  return trail.found();
}

function unknownProposal(
  name: string,
  { best }: RunView,
  { lastOrdinal }: TrailFacts,
): ConfigError {
  const range = lastOrdinal < 0 ? 'it has none yet' : `its proposals are #0 to #${lastOrdinal}`;
  const champion = best === null ? '' : `; the best program is ${best.id}`;
  return new ConfigError(`the run has no program or proposal ${JSON.stringify(name)}`, {
    hint: `${range}${champion}`,
  });
}
