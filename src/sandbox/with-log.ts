import type { IsolateSandbox } from '../core/sandbox.ts';

/** A sandbox whose jobs report what their simulations write to the console, line by line, when they are done. */
export function withLog(sandbox: IsolateSandbox, onLine: (line: string) => void): IsolateSandbox {
  return {
    guarantees: sandbox.guarantees,
    async run(job, signal) {
      const result = await sandbox.run({ ...job, log: true }, signal);
      for (const line of result.log ?? []) onLine(line);
      return result;
    },
    close: () => sandbox.close(),
  };
}
