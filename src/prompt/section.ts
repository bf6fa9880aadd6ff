/** A part of a brief as text, long and short. */
export interface Section {
  /** The template's slot it goes into. */
  readonly slot: string;
  /** Heading above the text; with `''` the text has none. */
  readonly title: string;
  /** The least important is cut first. Above 0; `ESSENTIAL` for a section that a prompt makes no sense without. */
  readonly importance: number;
  /** The fullest first, at least one. A last one of `''` leaves the section out. */
  readonly variants: readonly string[];
  /** Texts of the advisors' notes that the fullest variant carries. */
  readonly notes?: readonly string[] | undefined;
}

/** Importance of a section that is never left out. */
export const ESSENTIAL = Infinity;

/** Importance of the objective, which can be shortened and never left out. */
export const OBJECTIVE = 100;

/** Importance by slot, in the order in which they are cut. */
export const IMPORTANCE = {
  best: 10,
  inspirations: 20,
  recent: 30,
  directions: 35,
  lineage: 40,
  attempts: 50,
  insights: 60,
  feedback: 70,
  cases: 80,
  direction: 90,
  limits: 95,
} as const;

/** A section that may be left out when room is short. Equal variants are kept once. */
export function optional(
  slot: keyof typeof IMPORTANCE,
  title: string,
  variants: readonly string[],
): Section {
  return { slot, title, importance: IMPORTANCE[slot], variants: [...new Set([...variants, ''])] };
}

/** A section that is never left out; several variants are allowed, the last is not empty. */
export function essential(slot: string, title: string, ...variants: readonly string[]): Section {
  return { slot, title, importance: ESSENTIAL, variants: [...new Set(variants)] };
}
