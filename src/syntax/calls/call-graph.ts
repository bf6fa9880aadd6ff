import type { Node } from '@babel/types';
import { plainValues, type IsPlain } from '../plain-values.ts';
import { HOOKS, hidesCalls } from './hidden-calls.ts';
import { noteReads, type Reads } from './reads.ts';
import { addConstructors, unitsOfParent } from './constructors.ts';
import { argumentsOf, calleeOf, hasSpread, isCall, memberNameOf, type Call } from './call-nodes.ts';
import { nameOfKey } from './names.ts';
import {
  isKnown,
  isUseOfFunction,
  isValueNode,
  unitsAt,
  unitsOfExport,
} from './known-functions.ts';
import { visitUnits, type ModuleInGraph, type Unit, type Units } from './units.ts';
import { isGlobal, mayBeFunction } from './values.ts';

/** Who calls whom in a program, as far as its text shows. Where it does not, `callsUnknown`. */
export interface CallGraph {
  readonly units: Units;
  /** Whether the engine may call functions of the policy where the text shows no call. */
  readonly isHidden: boolean;
  /** Calls that spread something into their arguments. */
  readonly spreads: ReadonlyMap<Node, SpreadCall>;
  /** The clauses that catch, by the unit in whose frame they run. */
  readonly catches: ReadonlyMap<Node, Unit>;
}

/** A call that spreads something into its arguments. */
export interface SpreadCall {
  readonly unit: Unit;
  /** Whether what it calls may call on. */
  readonly goesOn: boolean;
}

/** Methods of builtins that call a function at once, by the position of that argument. */
const CALLERS: ReadonlyMap<string, number> = new Map([
  ...`map filter forEach reduce reduceRight some every find findIndex findLast findLastIndex flatMap sort toSorted`
    .split(' ')
    .map((name) => [name, 0] as const),
  ...'replace replaceAll from groupBy stringify parse'.split(' ').map((name) => [name, 1] as const),
]);
/** Methods of functions and classes: nobody knows of which. */
const INDIRECT: ReadonlySet<string> = new Set(['call', 'apply', 'bind', 'constructor']);

interface Site {
  readonly node: Call;
  readonly unit: Unit;
  readonly module: ModuleInGraph;
  /** The class around it, for `super`. */
  readonly around: Node | undefined;
}

/** A function or class, or a name of one, that stands somewhere as a value. */
interface Use {
  readonly node: Node;
  readonly parent: Node;
  readonly module: ModuleInGraph;
}

/** What may be found under the name of a member. */
interface Member {
  readonly units: Set<Unit>;
  /** Whether anything else may be. */
  isOpen: boolean;
}

interface Facts extends Reads {
  readonly modules: ReadonlyMap<string, ModuleInGraph>;
  readonly units: Units;
  readonly sites: Site[];
  readonly uses: Use[];
  readonly members: Map<string, Member>;
  readonly stores: Store[];
  readonly catches: Map<Node, Unit>;
  isHidden: boolean;
  /** Whether a method that no object seems to have may be a function of the policy after all. */
  isOpen: boolean;
}

interface Store {
  readonly node: Node & { type: 'AssignmentExpression' };
  readonly module: ModuleInGraph;
}

/** Reads the call graph of the files of a policy from their texts; what a file imports stands before it. */
// oxlint-disable-next-line complexity -- one step after another
export function callGraphOf(modules: readonly ModuleInGraph[]): CallGraph {
  const facts: Facts = {
    modules: new Map(modules.map((module) => [module.path, module])),
    units: { all: [], functions: new Map(), fields: new Map(), constructors: new Map() },
    sites: [],
    uses: [],
    members: new Map(),
    stores: [],
    catches: new Map(),
    reads: new Set(),
    texts: new Set(),
    readsAll: false,
    isHidden: false,
    isOpen: false,
  };
  for (const module of modules) collect(module, facts);
  for (const module of modules) addNamespaces(module, facts);
  for (const use of facts.uses) addMember(use, facts);
  const loose = facts.uses.filter((use) => isLoose(use, facts));
  for (const { node, module } of loose) markValues(unitsAt(node, module, facts));
  for (const { units } of facts.members.values()) markValues(units);
  facts.isHidden ||= hasHooks(facts, loose.length > 0);
  facts.isOpen = (loose.length > 0 || readsMembers(facts)) && storesFunctions(facts);
  const spreads = new Map<Node, SpreadCall>();
  for (const site of facts.sites) {
    const goesOn = connect(site, facts);
    if (hasSpread(site.node)) spreads.set(site.node, { unit: site.unit, goesOn });
  }
  addConstructors(facts.units);
  const { units, isHidden, catches } = facts;
  return { units, isHidden, spreads, catches };
}

function collect(module: ModuleInGraph, facts: Facts): void {
  const classes: Node[] = [];
  // oxlint-disable-next-line complexity -- one fact after another
  visitUnits(module, facts.units, (node, parent, unit) => {
    facts.isHidden ||= hidesCalls(node, parent, module.scope);
    if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') classes.push(node);
    if (isCall(node)) {
      const around = classes.findLast(({ end }) => (end ?? 0) >= (node.end ?? 0));
      facts.sites.push({ node, unit, module, around });
    }
    noteReads(node, parent, facts);
    if (node.type === 'CatchClause') facts.catches.set(node, unit);
    if (node.type === 'AssignmentExpression') facts.stores.push({ node, module });
    if (parent === undefined) return;
    if (isValueNode(node) || isUseOfFunction(node, module)) {
      facts.uses.push({ node, parent, module });
      return;
    }
    const name = memberNameOf(node, parent);
    if (name !== undefined && mayBeFunction(node, module.scope))
      memberAt(name, facts).isOpen = true;
  });
}

/** What a file exports is a member of the object that another imports as a whole. */
function addNamespaces({ imports }: ModuleInGraph, facts: Facts): void {
  for (const { specifier, names } of imports) {
    const from = facts.modules.get(specifier);
    if (from === undefined || !names.some(({ imported }) => imported === '*')) continue;
    for (const { name } of from.exports) addUnits(name, unitsOfExport(from, name, facts), facts);
  }
}

function memberAt(name: string, { members }: Facts): Member {
  const known = members.get(name);
  if (known !== undefined) return known;
  const made: Member = { units: new Set(), isOpen: false };
  members.set(name, made);
  return made;
}

function addUnits(name: string, units: readonly Unit[] | undefined, facts: Facts): void {
  const member = memberAt(name, facts);
  if (units === undefined) member.isOpen = true;
  for (const unit of units ?? []) member.units.add(unit);
}

function addMember({ node, parent, module }: Use, facts: Facts): void {
  const name = memberNameOf(node, parent);
  if (name !== undefined) addUnits(name, unitsAt(node, module, facts), facts);
}

function markValues(units: Iterable<Unit> | undefined): void {
  for (const unit of units ?? []) unit.isValue = true;
}

const HARMLESS: ReadonlySet<string> = new Set([
  'ExpressionStatement',
  'ExportNamedDeclaration',
  'ExportSpecifier',
]);

/** Whether a function gets where calls may reach it of which nobody knows what they call. */
// oxlint-disable-next-line complexity -- one form after another
function isLoose({ node, parent, module }: Use, facts: Facts): boolean {
  const { scope } = module;
  if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration') {
    // Of two declarations of a name nobody knows which one a call means.
    return node.id ? scope.bindings.get(node.id)?.declaration !== node : true;
  }
  if (node.type === 'ClassMethod' && node.kind === 'constructor') return false;
  if (memberNameOf(node, parent) !== undefined || HARMLESS.has(parent.type)) return false;
  if (isCall(parent)) return calleeOf(parent) !== node && !isForCaller(node, parent, facts);
  // oxlint-disable-next-line typescript/switch-exhaustiveness-check -- anywhere else it is loose
  switch (parent.type) {
    case 'VariableDeclarator': {
      const binding = isValueNode(node) ? scope.bindings.get(parent.id) : undefined;
      return binding === undefined || !isKnown(binding);
    }
    case 'ClassDeclaration':
    case 'ClassExpression':
      return parent.superClass !== node;
    case 'BinaryExpression':
      return parent.operator !== 'instanceof';
    case 'UnaryExpression':
      return parent.operator !== 'typeof';
    case 'MemberExpression':
    case 'OptionalMemberExpression': {
      const name = nameOfKey(parent.property, parent.computed);
      return parent.object !== node || name === undefined || INDIRECT.has(name);
    }
    default:
      return true;
  }
}

/** Whether it is the function that a builtin calls at once and does not keep. */
function isForCaller(node: Node, call: Call, facts: Facts): boolean {
  const name = builtinName(calleeOf(call), facts);
  const position = name === undefined ? undefined : CALLERS.get(name);
  return position !== undefined && argumentsOf(call)[position] === node;
}

/** The name of a method that no object of the policy has. */
function builtinName(callee: Node, { members }: Facts): string | undefined {
  const name = methodName(callee);
  return name === undefined || members.has(name) ? undefined : name;
}

function methodName(callee: Node): string | undefined {
  if (callee.type !== 'MemberExpression' && callee.type !== 'OptionalMemberExpression') {
    return undefined;
  }
  const name = nameOfKey(callee.property, callee.computed);
  return name === undefined || INDIRECT.has(name) ? undefined : name;
}

/** Whether an object of the policy has a method that the engine calls by itself. */
function hasHooks({ members, texts }: Facts, hasLoose: boolean): boolean {
  return HOOKS.some((name) => {
    const member = members.get(name);
    const isNamed = member !== undefined && (member.units.size > 0 || (member.isOpen && hasLoose));
    return isNamed || texts.has(name);
  });
}

/** Whether the functions that are members can be read as values: by name, or by a text that is their name. */
function readsMembers({ members, reads, texts, readsAll }: Facts): boolean {
  const names = [...members].flatMap(([name, { units }]) => (units.size > 0 ? [name] : []));
  return names.length > 0 && (readsAll || names.some((name) => reads.has(name) || texts.has(name)));
}

const STORES: ReadonlySet<string> = new Set(['=', '??=', '||=', '&&=']);

/** Whether something that may be a function is stored under a name that only running it tells. */
function storesFunctions({ stores }: Facts): boolean {
  const plain = new Map<ModuleInGraph, IsPlain>();
  return stores.some(({ node: { left, right, operator }, module }) => {
    if (left.type !== 'MemberExpression' || !left.computed || !STORES.has(operator)) return false;
    if (nameOfKey(left.property, true) !== undefined) return false;
    if (!mayBeFunction(right, module.scope)) return false;
    const isPlain = plain.get(module) ?? plainValues(module.ast, module.scope);
    plain.set(module, isPlain);
    return !isPlain(left.property) && !isPlain(right);
  });
}

/** Adds what a call leads to. Answers whether that may call on. */
// oxlint-disable-next-line complexity -- what is called, then what it is given
function connect({ node, unit, module, around }: Site, facts: Facts): boolean {
  const callee = calleeOf(node);
  const known =
    callee.type === 'Super' ? unitsOfParent(around, module, facts) : unitsAt(callee, module, facts);
  if (known === undefined && isGlobal(callee, module.scope)) return false;
  const builtin = known === undefined ? builtinName(callee, facts) : undefined;
  if (known !== undefined) for (const called of known) unit.calls.add(called);
  else if (builtin === undefined) addMethod(methodName(callee), unit, facts);
  if (builtin !== undefined && facts.isOpen && !isOfGlobal(callee, module))
    unit.callsUnknown = true;
  let goesOn = builtin === undefined || unit.callsUnknown;
  const position = builtin === undefined ? undefined : CALLERS.get(builtin);
  for (const [at, argument] of argumentsOf(node).entries()) {
    const given = unitsAt(argument, module, facts);
    for (const called of given ?? []) unit.calls.add(called);
    const isCallback =
      at === position || (argument.type === 'SpreadElement' && position !== undefined);
    if (given === undefined && isCallback && mayBeCallback(argument, module))
      unit.callsUnknown = true;
    goesOn ||= isCallback || given !== undefined;
  }
  return goesOn;
}

/** Whether it is a member of `Math` or the like, which nothing can change. */
function isOfGlobal(callee: Node, { scope }: ModuleInGraph): boolean {
  return callee.type === 'MemberExpression' && isGlobal(callee.object, scope);
}

/** A call of a method of some object of the policy, or of anything. */
function addMethod(name: string | undefined, unit: Unit, { members }: Facts): void {
  const member = name === undefined ? undefined : members.get(name);
  for (const called of member?.units ?? []) unit.calls.add(called);
  if (member === undefined || member.isOpen) unit.callsUnknown = true;
}

function mayBeCallback(argument: Node, { scope }: ModuleInGraph): boolean {
  return mayBeFunction(argument, scope) && !isGlobal(argument, scope);
}
