import { createHash } from 'node:crypto';
import type { File, Node } from '@babel/types';
import { showCaught } from './caught-errors.ts';
import type { CountedCalls } from './calls/counted-calls.ts';
import { depthMarker } from './calls/depth-marks.ts';
import { chargesOf, type ChargeHelper } from './charges.ts';
import { restElements } from './rest-elements.ts';
import type { Cut } from './rewrite-module.ts';
import { regionsOf, type Region } from './step-regions.ts';
import { endOf, startOf, walk } from './walk.ts';

/**
 * A name for the counter of these texts. It holds a digest of them, so no candidate can contain its own
 * name, however it is spelt, and shadow it.
 */
export function stepNameOf(texts: readonly string[]): string {
  const hash = createHash('sha256').update(JSON.stringify(texts)).digest('hex');
  return `$step_${hash.slice(0, 24)}`;
}

/**
 * What compiled code uses, by the last letter of its names: functions to be called with what was caught (`c`), when
 * the counter is used up (`o`), with a value that is charged by its size (`ChargeHelper`); how deep calls nest (`d`),
 * what to call when that is too deep (`f`), around a value outside of a body (`g`), with what is spread into the
 * arguments of a call (`a`, `b`) and after such a call (`r`).
 */
export const METER_HOOKS = 'c o s p k t y l n d f g a b r'.split(' ');

interface MarkOptions {
  /** What the names begin with that no text contains. */
  readonly name: string;
  /** Whether steps are counted. */
  readonly metered: boolean;
  /** Where it counts how deep calls nest. */
  readonly calls: CountedCalls;
}

/** What makes a module count its steps and its nested calls and show what it catches. */
export interface CodeMarks {
  /** Insertions in the order of the text, none of which adds a line. */
  readonly marks: readonly Cut[];
  /** Steps of the module itself. */
  readonly weight: number;
}

/**
 * Where a module must show what it catches and, if it is metered, charge the counter `name`, so that every node of its
 * syntax tree that runs has been charged before, and whatever iterates inside the engine by what it touches.
 */
// oxlint-disable-next-line max-lines-per-function -- one closure over what is inserted
export function codeMarks(
  code: string,
  ast: File,
  { name, metered, calls }: MarkOptions,
): CodeMarks {
  const [top, ...regions] = metered ? regionsOf(ast) : [];
  const heads = new Map<Node, Region>();
  for (const region of regions) if (region.kind !== 'free') heads.set(region.head, region);
  const charges = metered ? chargesOf(ast) : new Map<Node, ChargeHelper>();
  const { atHeads } = restElements(ast);
  const opening: Cut[] = [];
  const closing: Cut[] = [];
  const insert = (node: Node, open: string, close = ''): void => {
    opening.push({ start: startOf(node), end: startOf(node), text: open });
    if (close !== '') closing.push({ start: endOf(node), end: endOf(node), text: close });
  };
  const insertions = {
    open: (at: number, text: string) => void opening.push({ start: at, end: at, text }),
    close: (at: number, text: string) => void closing.push({ start: at, end: at, text }),
  };
  const markDepth = depthMarker({ calls, name, metered, insertions });
  const markSteps = (node: Node, parent: Node | undefined): void => {
    const region = heads.get(node);
    const rests = (atHeads.get(node) ?? []).map((rest) => `${name}${rest.helper}(${rest.name})`);
    if (region !== undefined) insertCharge(region, { name, insert, opening, parent, rests });
    const helper = charges.get(node);
    // Two parentheses: the inner ones keep a sequence together.
    if (helper !== undefined) insert(node, `${name}${helper}((`, '))');
    if (isBareField(node)) {
      const end = endOf(node) - (code[endOf(node) - 1] === ';' ? 1 : 0);
      opening.push({ start: end, end, text: `=((${name}-=1)<0&&${name}o(),void 0)` });
    }
  };
  walk(ast.program, (node, parent) => {
    showCaught(node, name, insertions);
    if (metered) markSteps(node, parent);
    // Last: the body of an arrow function ends where what stands around the function does.
    markDepth(node, parent);
  });
  // The inner of two that end together closes first, and whatever closes does so before the next opens.
  const marks = [...closing.toReversed(), ...opening].toSorted(
    (one, other) => one.start - other.start,
  );
  return { marks, weight: top?.weight ?? 0 };
}

/** A field of instances without a value. */
function isBareField(node: Node): boolean {
  const isField =
    node.type === 'ClassProperty' ||
    node.type === 'ClassPrivateProperty' ||
    node.type === 'ClassAccessorProperty';
  return isField && !node.static && !node.value;
}

interface Insertion {
  readonly name: string;
  readonly insert: (node: Node, open: string, close?: string) => void;
  readonly opening: Cut[];
  readonly parent: Node | undefined;
  /** Calls that charge what parameters have collected. */
  readonly rests: readonly string[];
}

function insertCharge(
  { head, kind, weight }: Region,
  { name, insert, opening, parent, rests }: Insertion,
): void {
  const charge = `(${name}-=${weight})<0`;
  // An `if`, so that a statement before it that ends without a semicolon ends there.
  const statement = [`if(${charge})${name}o();`, ...rests.map((rest) => `${rest};`)].join('');
  if (kind === 'next') insert(head, statement);
  else if (head.type === 'BlockStatement') {
    opening.push({ start: startOf(head) + 1, end: startOf(head) + 1, text: statement });
  } else if (kind === 'body') insert(head, `{${statement}`, '}');
  else {
    const key = isAnonymous(head) ? nameGivenBy(parent) : undefined;
    const [open, close] = key === undefined ? ['', ''] : [`{${key}:`, `}[${key}]`];
    insert(head, `${[`(${charge}&&${name}o()`, ...rests].join(',')},${open}`, `${close})`);
  }
}

function isAnonymous(node: Node): boolean {
  if (node.type === 'ArrowFunctionExpression') return true;
  return (node.type === 'FunctionExpression' || node.type === 'ClassExpression') && !node.id;
}

/** The name that a function gets from where it stands, as a literal. */
function nameGivenBy(parent: Node | undefined): string | undefined {
  const target = targetOf(parent);
  const name = target?.type === 'PrivateName' ? `#${target.id.name}` : identifierIn(target);
  return name === undefined || name === '__proto__' ? undefined : JSON.stringify(name);
}

function targetOf(parent: Node | undefined): Node | undefined {
  if (parent?.type === 'AssignmentPattern') return parent.left;
  if (parent?.type === 'ClassPrivateProperty') return parent.key;
  return parent?.type === 'ClassProperty' && !parent.computed ? parent.key : undefined;
}

function identifierIn(node: Node | undefined): string | undefined {
  return node?.type === 'Identifier' ? node.name : undefined;
}
