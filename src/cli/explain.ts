import type { Command } from 'commander';
import { closest } from '../config/did-you-mean.ts';
import { ConfigError } from '../core/errors.ts';
import { renderExplanation } from '../report/text/explanation.ts';
import { createTrail, explain, type TrailFacts } from '../view/explanation.ts';
import type { RunView } from '../view/run-view.ts';
import type { CommandContext } from './command.ts';
import { withStoredRun, type StoredRun } from '../session/stored-run.ts';
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
        if (explanation === undefined) throw unknownProgram(name, stored.view, facts);
        io.out(
          json
            ? JSON.stringify(explanation)
            : renderExplanation(explanation, { full: full === true }),
        );
      });
    });
}

/** The number that a name means. Throws ConfigError when it means none. */
function ordinalOf(name: string, { best, ...view }: RunView): number {
  if (name === 'best' && best !== null) return Number(best.id.slice(1));
  if (name === 'best') {
    throw new ConfigError('the run has no best program yet', {
      hint: 'name a program, such as p0, or a proposal, such as #3',
    });
  }
  const [, digits] = /^[p#]?(\d{1,9})$/i.exec(name) ?? [];
  if (digits !== undefined) return Number(digits);
  const [number] = /\d{1,9}/.exec(name) ?? [];
  const guess = number === undefined ? closest(name, ['best']) : `p${Number(number)}`;
  throw new ConfigError(`${JSON.stringify(name)} is no program`, {
    hint:
      guess === undefined
        ? `use p0, p1 and so on, of which the run has ${view.programs}, or best`
        : `did you mean "${guess}"?`,
  });
}

async function trailOf(stored: StoredRun, ordinal: number): Promise<TrailFacts> {
  const trail = createTrail(ordinal);
  for await (const { event } of stored.events()) trail.add(event);
  return trail.found();
}

function unknownProgram(name: string, { best }: RunView, { lastOrdinal }: TrailFacts): ConfigError {
  const range = lastOrdinal < 0 ? 'it has none yet' : `its proposals are #0 to #${lastOrdinal}`;
  const champion = best === null ? '' : `; the best program is ${best.id}`;
  return new ConfigError(`the run has no program or proposal ${JSON.stringify(name)}`, {
    hint: `${range}${champion}`,
  });
}
