import { printNumber } from '../syntax/operands.ts';
import type { Rng } from '../core/rng.ts';
import { endOf, startOf } from '../syntax/walk.ts';
import { constantsOf, stringLiteral, replaceExpression, stringsOf } from './fragments.ts';
import { type Operator, pickFrom } from './operator.ts';

const perturbConstant: Operator = {
  name: 'perturb a constant',
  weight: 14,
  apply(tree, { rng }) {
    const site = pickFrom(
      rng,
      tree.expressions.filter(({ node }) => node.type === 'NumericLiteral'),
    );
    if (site?.node.type !== 'NumericLiteral') return undefined;
    const value = nearby(site.node.value, rng);
    return Number.isFinite(value) ? [replaceExpression(site, printNumber(value))] : undefined;
  },
};

/** Another number near one: most steps are small, some change its sign or its magnitude. */
function nearby(value: number, rng: Rng): number {
  const roll = rng.next();
  if (Number.isInteger(value) && roll < 0.3) return value + (rng.next() < 0.5 ? 1 : -1);
  if (roll < 0.65) return tidy((value === 0 ? 1 : value) * Math.exp(0.4 * rng.normal()));
  if (roll < 0.75) return tidy(value + 0.3 * rng.normal() * Math.max(1, Math.abs(value)));
  const leaps = [value * 2, value / 2, -value, 0, 1, Math.round(value), value * 10, value / 10];
  return tidy(rng.pick(leaps));
}

/** Four significant digits: enough to search with, short enough to read. */
function tidy(value: number): number {
  return Number(value.toPrecision(4));
}

const replaceConstant: Operator = {
  name: 'replace a constant',
  weight: 4,
  apply(tree, { rng }) {
    const sites = tree.expressions.filter(({ node }) => node.type === 'NumericLiteral');
    const site = pickFrom(rng, sites);
    if (site?.node.type !== 'NumericLiteral') return undefined;
    const { value } = site.node;
    const other = pickFrom(
      rng,
      constantsOf(tree).filter((text) => Number(text) !== value),
    );
    return other === undefined ? undefined : [replaceExpression(site, other)];
  },
};

const swapString: Operator = {
  name: 'replace a string',
  weight: 4,
  apply(tree, { rng }) {
    const sites = tree.expressions.filter(({ node }) => node.type === 'StringLiteral');
    const site = pickFrom(rng, sites);
    if (site?.node.type !== 'StringLiteral') return undefined;
    const { node } = site;
    const options = stringsOf(tree, { kind: 'string', options: [] });
    const other = pickFrom(
      rng,
      options.filter((option) => option !== node.value),
    );
    if (other === undefined) return undefined;
    return [{ start: startOf(node), end: endOf(node), text: stringLiteral(other) }];
  },
};

/** Operators on literals. */
export const constantOperators: readonly Operator[] = [
  perturbConstant,
  replaceConstant,
  swapString,
];
