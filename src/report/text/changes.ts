import type { ChangeView, RunView } from '../../view/run-view.ts';
import { plural } from './format.ts';
import { visibleLine } from './visible-text.ts';

const WIDTH = 160;

/** What somebody changed on the way, a line each. */
export function changeLines({ changes }: Pick<RunView, 'changes'>): readonly string[] {
  return changes.flatMap((change) => {
    const at = `changed after ${plural(Math.floor(change.after), 'evaluation')}: `;
    return partsOf(change).map((part) => `${at}${visibleLine(part, WIDTH)}`);
  });
}

function partsOf({ settings, problem, plugIns, testWasSeen }: ChangeView): readonly string[] {
  return [
    ...settings.map(
      ({ key, from, to }) => `${key} from ${JSON.stringify(from)} to ${JSON.stringify(to)}`,
    ),
    ...(problem === null
      ? []
      : [
          `the problem, from ${problem.from.slice(0, 12)} to ${problem.to.slice(0, 12)}; references and ${plural(problem.programs, 'program')} were measured again`,
        ]),
    ...plugIns.map((file) => `the plug-in ${file}`),
    ...(testWasSeen ? ['went on although the test split had been opened'] : []),
  ];
}

/** `test was seen after 1,200 evaluations`. */
export function seenText(after: number): string {
  return `test was seen after ${plural(Math.floor(after), 'evaluation')}`;
}
