import path from 'node:path';
import type { Command } from 'commander';
import { isInstalled, listProblemsFrom } from '../session/find-problem.ts';
import type { NamedSource } from '../core/problem.ts';
import type { CommandContext } from './command.ts';

/** `adrs problems`: lists the problems. */
export function registerProblems(program: Command, { io }: CommandContext): void {
  program
    .command('problems')
    .description('list the problems that come with adrs, and your own in problems/')
    .option('--json', 'print the list as JSON')
    .action(async (options: { readonly json?: true }) => {
      const found = await listProblemsFrom(process.cwd());
      const rows = found.map(({ problem, location }) => ({
        name: problem.name,
        title: problem.title,
        objective: problem.objective.metric,
        direction: problem.objective.direction,
        unit: problem.objective.unit,
        splits: Object.keys(problem.cases),
        seeds: namesOf(problem.seeds),
        baselines: namesOf(problem.baselines),
        location,
        own: !isInstalled({ problem, location }),
      }));
      if (options.json) return io.out(JSON.stringify(rows));
      for (const { name, title, seeds, baselines, ...rest } of rows) {
        io.out(`${name}: ${title}`, 'strong');
        io.out(`  ${rest.direction} ${rest.objective} (${rest.unit})`);
        io.out(`  seeds      ${seeds.join(', ')}`);
        io.out(`  baselines  ${baselines.join(', ') || 'none'}`);
        if (rest.own) io.out(`  yours      ${path.relative(process.cwd(), rest.location)}`);
      }
    });
}

function namesOf(policies: readonly NamedSource[]): readonly string[] {
  return policies.map(({ name }) => name);
}
