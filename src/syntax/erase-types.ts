import type { File, Node } from '@babel/types';
import { erasedMember, memberMarks } from './erase-members.ts';
import { complaintAt, type ParseComplaint } from './parse.ts';
import { applyCuts, type Cut } from './rewrite-module.ts';
import { endOfName, hasLineEnd, skipClosing, skipTrivia } from './trivia.ts';
import { eachChild, endOf, isErased, isNode, membersOf, startOf } from './walk.ts';

/**
 * A module with its types blanked out, lines and columns in place, or the first thing that has a meaning at run
 * time and is no JavaScript, such as an enum. Reads the tree only: the time it takes grows with the text.
 */
export function eraseTypes(code: string, { program }: File): string | ParseComplaint {
  const cuts: Cut[] = [];
  const waiting: Node[] = [program];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const construct = UNSUPPORTED.get(node.type);
    if (construct !== undefined && membersOf(node)['declare'] !== true) {
      return complaintAt(node, `${construct} are not supported: types are removed, not compiled`);
    }
    const whole = erasedStatement(node) ?? erasedMember(node) ?? thisParameter(code, node);
    if (whole !== undefined) cuts.push(whole);
    else {
      cuts.push(...marksOf(code, node));
      pushChildren(node, { cuts, waiting });
    }
  }
  return applyCuts(
    code,
    cuts.toSorted((one, other) => one.start - other.start || one.end - other.end),
  );
}

const UNSUPPORTED: ReadonlyMap<string, string> = new Map([
  ['TSEnumDeclaration', 'enums'],
  ['TSModuleDeclaration', 'namespaces'],
  ['TSParameterProperty', 'parameter properties'],
  ['TSImportEqualsDeclaration', 'imports with ='],
  ['TSExportAssignment', 'exports with ='],
  ['TSTypeAssertion', 'type assertions with <>'],
]);

interface Erasure {
  readonly cuts: Cut[];
  readonly waiting: Node[];
}

/** Pushes what remains below a node, and cuts what does not. */
function pushChildren(node: Node, { cuts, waiting }: Erasure): void {
  eachChild(node, (child, key) => {
    // The type of a cast and the interfaces of a class are cut with their keywords.
    if (key === 'implements' || (key === 'typeAnnotation' && CASTS.has(node.type))) return;
    if (TYPES.has(child.type)) cuts.push(blank(startOf(child), endOf(child)));
    else waiting.push(child);
  });
}

const CASTS: ReadonlySet<string> = new Set(['TSAsExpression', 'TSSatisfiesExpression']);

/** What stands between other text and vanishes without a trace. */
const TYPES: ReadonlySet<string> = new Set([
  'TSTypeAnnotation',
  'TSTypeParameterDeclaration',
  'TSTypeParameterInstantiation',
]);

/** A statement without a meaning at run time. A semicolon keeps its neighbours apart. */
function erasedStatement(node: Node): Cut | undefined {
  if (!STATEMENTS.test(node.type)) return undefined;
  const { declaration } = membersOf(node);
  const isGone = hasNoRuntime(node) || (isNode(declaration) && hasNoRuntime(declaration));
  return isGone ? { start: startOf(node), end: endOf(node), text: ';' } : undefined;
}

function hasNoRuntime(node: Node): boolean {
  return isErased(node) || membersOf(node)['declare'] === true;
}

const STATEMENTS = /Declaration$|^TSDeclareFunction$|^TSNamespaceExportDeclaration$/;

function thisParameter(code: string, node: Node): Cut | undefined {
  return node.type === 'Identifier' && node.name === 'this' ? listed(code, node) : undefined;
}

/** The cuts that a node needs in addition to those of the types below it. */
function marksOf(code: string, node: Node): readonly Cut[] {
  return MARKS[node.type]?.(code, node) ?? memberMarks(code, node);
}

const MARKS: Readonly<Record<string, (code: string, node: Node) => readonly Cut[]>> = {
  TSAsExpression: castMark,
  TSSatisfiesExpression: castMark,
  TSNonNullExpression: (code, node) => [blank(skipClosing(code, endOfOperand(node)), endOf(node))],
  Identifier: nameMark,
  VariableDeclarator: nameMark,
  ImportSpecifier: specifierMark,
  ExportSpecifier: specifierMark,
  ArrowFunctionExpression: arrowHead,
};

function specifierMark(code: string, node: Node): readonly Cut[] {
  const { importKind, exportKind } = membersOf(node);
  return importKind === 'type' || exportKind === 'type' ? [listed(code, node)] : [];
}

/** The `?` or `!` behind a name. */
function nameMark(code: string, node: Node): readonly Cut[] {
  const { optional, definite } = membersOf(node);
  if (optional !== true && definite !== true) return [];
  const at = skipTrivia(code, endOfName(code, startOf(node)));
  return [blank(at, at + 1)];
}

function endOfOperand(node: Node): number {
  const { expression } = membersOf(node);
  return isNode(expression) ? endOf(expression) : endOf(node);
}

/** A cast. One that ends its line must not take the next line into its expression. */
function castMark(code: string, node: Node): readonly Cut[] {
  const start = skipClosing(code, endOfOperand(node));
  const next = skipTrivia(code, endOf(node));
  const joins = JOINING.has(code.charAt(next)) && hasLineEnd(code, endOf(node), next);
  return [{ start, end: endOf(node), text: joins ? ';' : '' }];
}

const JOINING = new Set('([`');

/** An item of a list, and the comma behind it. */
function listed(code: string, node: Node): Cut {
  const next = skipTrivia(code, endOf(node));
  return blank(startOf(node), code.charAt(next) === ',' ? next + 1 : endOf(node));
}

/** JavaScript has no line end before the `=>`, nor between `return` and the parameters of what it returns. */
function arrowHead(code: string, node: Node): readonly Cut[] {
  const { typeParameters, returnType } = membersOf(node);
  const cuts: Cut[] = [];
  if (isNode(typeParameters) && hasLineEnd(code, startOf(typeParameters), endOf(typeParameters))) {
    const open = skipTrivia(code, endOf(typeParameters));
    const start = startOf(typeParameters);
    cuts.push({ start, end: start, text: '(' }, blank(open, open + 1));
  }
  if (isNode(returnType) && hasLineEnd(code, startOf(returnType), endOf(returnType))) {
    const close = code.lastIndexOf(')', startOf(returnType));
    cuts.push(blank(close, close + 1), {
      start: endOf(returnType),
      end: endOf(returnType),
      text: ')',
    });
  }
  return cuts;
}

function blank(start: number, end: number): Cut {
  return { start, end, text: '' };
}
