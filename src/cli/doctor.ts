import type { Command } from 'commander';
import type { Finding } from '../session/doctor/finding.ts';
import { examineMachine } from '../session/doctor/machine.ts';
import { SandboxError } from '../core/errors.ts';
import type { CommandContext } from './command.ts';
import type { Terminal } from './terminal.ts';

const MARKS: Readonly<Record<Finding['status'], string>> = {
  ok: 'ok  ',
  warn: 'warn',
  fail: 'FAIL',
};

/** `adrs doctor`: checks the features of this machine. */
export function registerDoctor(program: Command, { io }: CommandContext): void {
  program
    .command('doctor')
    .description('check that adrs works on this machine')
    .option('--json', 'print the findings as JSON')
    .action(async (options: { readonly json?: true }) => {
      const findings = await examineMachine(process.cwd());
      if (options.json) io.out(JSON.stringify(findings));
      else for (const finding of findings) printFinding(io, finding);
      const broken = findings.filter(({ status }) => status === 'fail');
      if (broken.length === 0) return;
      throw new SandboxError(`adrs cannot run here: ${broken.map(({ name }) => name).join(', ')}`, {
        hint: broken[0]?.hint,
      });
    });
}

function printFinding(io: Terminal, { status, name, detail, hint }: Finding): void {
  const [first = '', ...rest] = detail.split('\n');
  io.out(`${MARKS[status]}  ${name.padEnd(12)}  ${first}`);
  for (const line of rest) io.out(`${' '.repeat(20)}${line}`);
  if (hint !== undefined) io.out(`${' '.repeat(20)}hint: ${hint}`);
}
