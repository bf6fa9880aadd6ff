import type { Background, Brief } from '../core/proposer.ts';
import { noteList, notesOf, sampled } from './advice.ts';
import type { BriefContext } from './brief-context.ts';
import { parentSections } from './parent-sections.ts';
import { problemSections } from './problem-sections.ts';
import { programSections } from './program-sections.ts';
import { optional, type Section } from './section.ts';

/**
 * The parts of a brief as texts, by slot. An essential part that a brief does not have, such as a parent
 * that is null, is missing in the map; any other is there with an empty text. Holds nothing that differs
 * between two equal runs, such as seconds. Calls `brief.background` once.
 */
export function briefSections(brief: Brief, context: BriefContext): ReadonlyMap<string, Section> {
  const known = brief.background();
  const sections = [
    ...problemSections(brief, context, known),
    ...parentSections(brief, known),
    ...programSections(brief, context, known),
    ...adviceSections(known.notes, context),
  ];
  return new Map(sections.map((section) => [section.slot, section]));
}

/** Streams have names, so that one draw does not move another. */
function adviceSections(
  notes: Background['notes'],
  { rng, insights: count = 2 }: BriefContext,
): Section[] {
  const lessons = notesOf(notes, 'insights');
  const directions = notesOf(notes, 'paradigm');
  const insights = rng === undefined ? lessons : sampled(lessons, count, rng.fork('insights'));
  const direction = rng === undefined ? [] : sampled(directions, 1, rng.fork('direction'));
  return [
    {
      ...optional('insights', 'Lessons from this run', [noteList(insights)]),
      notes: insights.map(({ text }) => text),
    },
    {
      ...optional('direction', 'A direction to try', [noteList(direction)]),
      notes: direction.map(({ text }) => text),
    },
    optional('directions', 'Directions proposed before', [noteList(directions)]),
  ];
}
