import type { File, Node } from '@babel/types';
import { isFunction } from '../syntax/scope.ts';
import { isErased, isNode, membersOf } from '../syntax/walk.ts';

/**
 * The interface of a module in one line: its exports with their numbers of parameters, and the methods
 * of the objects that exported functions return. Two modules with equal signatures can stand in for
 * each other.
 */
export function signatureOf(ast: File): string {
  const parts = ast.program.body.flatMap((statement): string[] => {
    if (isErased(statement)) return [];
    if (statement.type === 'ExportNamedDeclaration') return exportedBy(statement);
    if (statement.type !== 'ExportDefaultDeclaration') return [];
    return [`default${describe(statement.declaration)}`];
  });
  return parts.toSorted().join(' ');
}

function exportedBy(statement: Extract<Node, { type: 'ExportNamedDeclaration' }>): string[] {
  const { declaration, specifiers } = statement;
  if (!declaration) {
    return specifiers.map((specifier) => nameOf(membersOf(specifier)['exported']));
  }
  if (declaration.type === 'VariableDeclaration') {
    return declaration.declarations.map(
      ({ id, init }) => nameOf(id) + (init ? describe(init) : ''),
    );
  }
  return isErased(declaration)
    ? []
    : [nameOf(membersOf(declaration)['id']) + describe(declaration)];
}

function describe(node: Node): string {
  if (!isFunction(node)) return '';
  const { params, body } = node;
  const count = params.filter((param) => nameOf(param) !== 'this').length;
  return `(${count})${methodsOf(body)}`;
}

/** The methods of the object that a function's last statement, or its arrow, returns. */
function methodsOf(body: Node): string {
  const last = body.type === 'BlockStatement' ? body.body.at(-1) : undefined;
  const value = last?.type === 'ReturnStatement' ? last.argument : body;
  if (value?.type !== 'ObjectExpression') return '';
  const methods = value.properties.flatMap((property) => {
    const { key } = membersOf(property);
    if (!isNode(key)) return [];
    const made = property.type === 'ObjectProperty' ? property.value : property;
    return isFunction(made) ? [`${nameOf(key)}(${made.params.length})`] : [nameOf(key)];
  });
  return `{${methods.toSorted().join(' ')}}`;
}

function nameOf(value: unknown): string {
  if (!isNode(value)) return '';
  if (value.type === 'Identifier') return value.name;
  return value.type === 'StringLiteral' ? value.value : '';
}
