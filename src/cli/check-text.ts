import path from 'node:path';
import { visibleText } from '../report/text/visible-text.ts';
import type { CheckReport, EvaluationCost, ReportedFault } from '../session/check/report.ts';
import { placeText } from '../testing/problem/law.ts';
import { renderTable, type Column } from '../report/text/table.ts';

/** A report for a person, line by line; places are relative to the folder `from`. */
export function checkText(report: CheckReport, from: string): readonly string[] {
  const { faults, warnings, evaluations } = report;
  return [
    ...faults.flatMap((fault) => faultLines(fault, from)),
    ...warnings.flatMap(({ message, hint }) => [`warning: ${message}`, `  hint: ${hint}`]),
    ...(evaluations.length === 0 ? [] : costLines(evaluations)),
    summaryOf(report),
  ].map((line) => visibleText(line));
}

function faultLines({ place, message, ...rest }: ReportedFault, from: string): readonly string[] {
  const { law, subjects, hint } = rest;
  const file = path.relative(from, place.file) || place.file;
  const [first = '', ...more] = message.split('\n');
  const about = subjects.length === 0 ? '' : ` (${subjects.join(', ')})`;
  return [
    `${placeText({ ...place, file })}: ${first}`,
    ...more.map((line) => `  ${line}`),
    `  law: ${law}${about}`,
    `  hint: ${hint}`,
  ];
}

const COLUMNS: readonly Column[] = [
  { title: 'one evaluation' },
  { title: 'cases', align: 'right' },
  { title: 'decisions', align: 'right' },
  { title: 'processor', align: 'right' },
];

function costLines(evaluations: readonly EvaluationCost[]): readonly string[] {
  const rows = evaluations.map(({ subject, cases, cpuSeconds, decisions }) => [
    subject,
    String(cases),
    decisions.toLocaleString('en-US'),
    `${cpuSeconds.toFixed(2)} s`,
  ]);
  return renderTable({ columns: COLUMNS, rows });
}

function summaryOf({ problem, laws, faults, seconds }: CheckReport): string {
  const of = (status: string): number => laws.filter((law) => law.status === status).length;
  const unjudged = of('unjudged');
  const parts = [
    `${of('holds')} laws hold`,
    ...(faults.length === 0
      ? []
      : [`${faults.length} ${faults.length === 1 ? 'fault' : 'faults'}`]),
    ...(unjudged === 0 ? [] : [`${unjudged} could not be judged`]),
  ];
  return `${problem}: ${parts.join(', ')} (${seconds.toFixed(1)} s)`;
}
