import type { Rng } from '../core/rng.ts';

/** Options of a choice among proposers. */
export interface ProposerChoiceOptions {
  /** At least one; each proposer once. */
  readonly names: readonly string[];
  /** Factor on a proposer's share of the cost, at least 0; 1 where it is left out. */
  readonly weights?: Readonly<Record<string, number>>;
  /** Share of the cost that is spent by the factors in `weights` alone, in [0, 1]. */
  readonly exploration?: number;
  /** Factor on earlier rewards at each new one, in (0, 1): 0.98 remembers about 50 rewards. */
  readonly decay?: number;
}

/** The outcome of one proposal. */
export interface ProposalOutcome {
  readonly name: string;
  /** Fitness gained over the parent, on any scale; 0 or less when nothing was gained. */
  readonly improvement: number;
  /** Whether the archive took the program. */
  readonly placed: boolean;
  /** Cost, above 0, in seconds, evaluations or dollars, the same for all proposers. */
  readonly cost: number;
}

/** Chooses among proposers by improvement per cost, and learns which ones are worth it. */
export interface AdaptiveChoice {
  /** The name of a usable proposer, undefined when there is none. Does not change the state. */
  choose(this: void, rng: Rng, usable?: (name: string) => boolean): string | undefined;
  /** Learns from the outcome of a proposal. */
  reward(this: void, outcome: ProposalOutcome): void;
  /** Probability of each name; they add up to 1. */
  weights(this: void): Readonly<Record<string, number>>;
}

interface Arm {
  /** Decayed sums. */
  credit: number;
  cost: number;
  trials: number;
}

/** Credit of a program that the archive took although it is no better than its parent. */
const PLACED_CREDIT = 0.1;
/** Credit of an improvement that the archive had no use for. */
const UNUSED_CREDIT = 0.05;

/**
 * Probability matching with decay (after Thierens, "An adaptive pursuit strategy for allocating
 * operator probabilities", GECCO 2005, and the rank-based credit of Fialho et al., 2010).
 *
 * An arm's value is its credit per unit of cost. An improvement that the archive took earns a half
 * plus the share of earlier ones that it surpasses, so that only the order of improvements counts:
 * scaling or shifting the fitness changes no choice. Shares are shares of the cost, not of the choices:
 * a proposer that spends fifty evaluations at a time is chosen a fiftieth as often as its share says.
 * An arm without trials counts as good as the best one.
 */
export function createProposerChoice(options: ProposerChoiceOptions): AdaptiveChoice {
  const { names, exploration = 0.15, decay = 0.98 } = options;
  if (names.length === 0) throw new RangeError('a choice needs at least one proposer');
  const arms = new Map<string, Arm>(names.map((name) => [name, { credit: 0, cost: 0, trials: 0 }]));
  const gains: number[] = [];
  const factors = names.map((name) => options.weights?.[name] ?? 1);
  const weights = (): Record<string, number> => weightsOf(arms, factors, exploration);
  return {
    weights,
    choose(rng, usable = () => true) {
      const shares = weights();
      const open = names.filter(usable);
      let left = rng.next() * sum(open.map((name) => shares[name] ?? 0));
      for (const name of open) {
        left -= shares[name] ?? 0;
        if (left < 0) return name;
      }
      return open.at(-1);
    },
    reward({ name, improvement, placed, cost }) {
      const arm = arms.get(name);
      if (arm === undefined) throw new RangeError(`no proposer is named ${name}`);
      if (!(cost > 0)) throw new RangeError(`a cost must be above 0, got ${cost}`);
      for (const each of arms.values()) {
        each.credit *= decay;
        each.cost *= decay;
        each.trials *= decay;
      }
      arm.credit += creditOf(improvement, placed, gains);
      arm.cost += cost;
      arm.trials += 1;
    },
  };
}

/** Number of the latest improvements that a new one is compared with. */
const RECENT_IMPROVEMENTS = 50;

function creditOf(improvement: number, placed: boolean, gains: number[]): number {
  if (!(improvement > 0)) return placed ? PLACED_CREDIT : 0;
  if (!placed) return UNUSED_CREDIT;
  const beaten = gains.filter((gain) => gain < improvement).length;
  const ties = gains.filter((gain) => gain === improvement).length;
  const rank = gains.length === 0 ? 0.5 : (beaten + ties / 2) / gains.length;
  gains.push(improvement);
  if (gains.length > RECENT_IMPROVEMENTS) gains.shift();
  return 0.5 + rank;
}

/** The prior of an arm's cost, in trials of average cost: one lucky trial does not decide. */
const PRIOR_TRIALS = 2;

function weightsOf(
  arms: ReadonlyMap<string, Arm>,
  factors: readonly number[],
  exploration: number,
): Record<string, number> {
  const all = [...arms.values()];
  const trials = sum(all.map((arm) => arm.trials));
  const meanCost = trials > 0 ? sum(all.map((arm) => arm.cost)) / trials : 1;
  const meanCredit = trials > 0 ? sum(all.map((arm) => arm.credit)) / trials : 1;
  const values = all.map((arm) => {
    const credit = arm.credit + PRIOR_TRIALS * meanCredit;
    return arm.trials > 0 ? credit / (arm.cost + PRIOR_TRIALS * meanCost) : undefined;
  });
  const best = Math.max(0, ...values.map((value) => value ?? 0));
  const worth = values.map((value, index) => (value ?? best) * (factors[index] ?? 1));
  const total = sum(worth);
  const floors = sum(factors);
  const rates = all.map((arm, index) => {
    const floor = floors > 0 ? (factors[index] ?? 1) / floors : 1 / all.length;
    const share = total > 0 ? (worth[index] ?? 0) / total : floor;
    const cost = arm.trials > 0 ? arm.cost / arm.trials : meanCost;
    return (exploration * floor + (1 - exploration) * share) / cost;
  });
  const scale = sum(rates);
  return Object.fromEntries(
    [...arms.keys()].map((name, index) => [name, (rates[index] ?? 0) / scale]),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
