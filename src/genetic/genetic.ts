import type { Proposal, Proposer } from '../core/proposer.ts';
import { ProposalError } from '../core/errors.ts';
import type { Program, Source } from '../core/program.ts';
import type { Rng } from '../core/rng.ts';
import { normalText } from '../syntax/normal-form.ts';
import { parseModule } from '../syntax/parse.ts';
import { constantOperators } from './constant-operators.ts';
import { crossoverOperators } from './crossover-operators.ts';
import { completeInputs, trimInputs } from './declared-inputs.ts';
import { expressionOperators } from './expression-operators.ts';
import { importTypes } from './imported-types.ts';
import { type Operator, pickFrom } from './operator.ts';
import { openProgram, type ProgramTree } from './program-tree.ts';
import { createRandomProgramProposer } from './random-program.ts';
import type { TypedText } from './shape.ts';
import { signatureOf } from './signature.ts';
import { simplifyOperators } from './simplify-operators.ts';
import { statementOperators } from './statement-operators.ts';
import { applyEdits } from '../syntax/text-edits.ts';

/** Options of the genetic proposer. */
export interface GeneticOptions {
  /** Text of the problem's `policy.d.ts`. */
  readonly declaration: string;
  /** Operators tried before it gives up. */
  readonly attempts?: number;
  /** The longest child, in characters. */
  readonly maxLength?: number;
}

/** Every operator, with its relative frequency. */
export const geneticOperators: readonly Operator[] = [
  ...constantOperators,
  ...expressionOperators,
  ...statementOperators,
  ...simplifyOperators,
  ...crossoverOperators,
];

const MAX_CHANGES = 3;
/** Probability of one more change to a child. */
const NEXT_CHANGE_PROBABILITY = 0.4;

/**
 * Genetic programming on the text of a policy: one to three random changes of its syntax tree, or
 * parts of an inspiration put into it (Koza, "Genetic Programming", 1992, with the operators of
 * program repair: Le Goues et al., GenProg, 2012).
 *
 * A child parses, exports what its parent exports with the declared arities (a parameter or field that the
 * parent leaves out may come into use), keeps comments and types
 * where nothing changed, and differs from its parent in more than layout and names. Without a parent it grows a program from the declaration. It asks for no evaluations.
 */
export function createGeneticProposer(options: GeneticOptions): Proposer {
  const mutate = createMutator(options);
  return geneticProposer(options, (brief, rng) => Promise.resolve(mutate(brief, rng)));
}

/** The same, with its children made by `mutate`. */
export function geneticProposer(
  { declaration }: GeneticOptions,
  mutate: (brief: MutationBrief, rng: Rng) => Promise<Proposal>,
): Proposer {
  const initialProposer = createRandomProgramProposer({ declaration });
  return {
    name: 'genetic',
    maxEvaluations: 0,
    async propose(brief, context) {
      const { parent, inspirations } = brief;
      if (parent === null) return initialProposer.propose(brief, context);
      return mutate(
        { parent: textOf(parent), inspirations: inspirations.map(textOf) },
        context.rng,
      );
    },
  };
}

/** Programs to make a child of. */
export interface MutationBrief {
  readonly parent: ProgramText;
  readonly inspirations: readonly ProgramText[];
}

type ProgramText = Pick<Program, 'id' | 'source'>;

function textOf({ id, source }: Program): ProgramText {
  return { id, source };
}

/** Makes children: a pure function of programs and random numbers. Throws ProposalError when none works out. */
export function createMutator(
  options: GeneticOptions,
): (brief: MutationBrief, rng: Rng) => Proposal {
  const { declaration, attempts = 60, maxLength = 30_000 } = options;
  const parsed = parseModule(declaration);
  const typed = parsed.ok ? { code: declaration, ast: parsed.ast } : null;
  return (brief, rng) => makeChild(brief, { attempts, maxLength, typed, rng });
}

interface Settings {
  readonly attempts: number;
  readonly maxLength: number;
  readonly typed: TypedText | null;
  readonly rng: Rng;
}

interface Parent {
  readonly own: ProgramTree;
  /** The parent's program with every declared input made available. */
  readonly tree: ProgramTree;
  /** Names of the inputs that were added. */
  readonly added: ReadonlySet<string>;
  readonly donors: readonly Donor[];
  readonly source: Source;
}

/** An inspiration, parsed only when it is needed. */
interface Donor {
  readonly id: string;
  readonly code: string;
}

function makeChild({ parent, inspirations }: MutationBrief, settings: Settings): Proposal {
  const { source } = parent;
  const own = openProgram(source.files[source.entry] ?? '', settings.typed);
  const complete = own && completeInputs(own);
  const tree = complete && openProgram(complete.code, settings.typed);
  if (own === undefined || complete === undefined || tree === undefined) {
    throw new ProposalError('the parent is no TypeScript that can be read', {
      hint: 'the genetic proposer works on policies in TypeScript or JavaScript only',
    });
  }
  const donors = inspirations.map(({ id, source: other }) => {
    return { id, code: other.files[other.entry] ?? '' };
  });
  const found = search({ own, tree, added: complete.added, donors, source }, settings);
  const donorIds = found.donor === undefined ? [] : [found.donor];
  return {
    source: found.source,
    parents: [parent.id, ...donorIds],
    note: found.steps.join(', '),
  };
}

interface Child {
  readonly source: Source;
  readonly steps: readonly string[];
  /** Id of the program whose parts were used. */
  readonly donor: string | undefined;
}

function search(parent: Parent, settings: Settings): Child {
  const { rng, attempts, maxLength } = settings;
  const { source, own, tree, added } = parent;
  const normal = normalText(own.code);
  const signature = signatureOf(tree.ast);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const changed = change(parent, settings, rng.fork(attempt));
    if (changed === undefined || changed.tree.code.length > maxLength) continue;
    if (signatureOf(changed.tree.ast) !== signature) continue;
    const code = importTypes(trimInputs(changed.tree, added), tree.types.offered);
    const text = normalText(code);
    if (text === undefined || text === normal) continue;
    return {
      source: { entry: source.entry, files: { ...source.files, [source.entry]: code } },
      steps: changed.operators.map(({ name }) => name),
      donor: changed.donor?.id,
    };
  }
  throw new ProposalError(`no change of the parent worked out in ${attempts} attempts`);
}

interface Changed {
  readonly tree: ProgramTree;
  readonly operators: readonly Operator[];
  /** Ids of the programs whose parts are in it. */
  readonly donor: Donor | undefined;
}

/** Applies one operator, and perhaps more; undefined when the first one finds nothing to do. */
function change(parent: Parent, { typed }: Settings, rng: Rng): Changed | undefined {
  let { tree } = parent;
  const operators: Operator[] = [];
  const donor = pickFrom(rng, parent.donors);
  do {
    const operator = pickOperator(rng, donor !== undefined);
    const isCross = crossoverOperators.includes(operator);
    const opened = isCross && donor ? openProgram(donor.code, typed) : undefined;
    const edits = operator.apply(tree, { rng, donors: opened === undefined ? [] : [opened] });
    const next = edits && openProgram(applyEdits(tree.code, edits), typed);
    if (next === undefined) break;
    tree = next;
    operators.push(operator);
  } while (operators.length < MAX_CHANGES && rng.next() < NEXT_CHANGE_PROBABILITY);
  if (operators.length === 0) return undefined;
  const isCrossed = operators.some((operator) => crossoverOperators.includes(operator));
  return { tree, operators, donor: isCrossed ? donor : undefined };
}

function pickOperator(rng: Rng, hasDonors: boolean): Operator {
  const usable = hasDonors
    ? geneticOperators
    : geneticOperators.filter((operator) => !crossoverOperators.includes(operator));
  let left = rng.next() * usable.reduce((total, { weight }) => total + weight, 0);
  for (const operator of usable) {
    left -= operator.weight;
    if (left < 0) return operator;
  }
  return rng.pick(usable);
}
