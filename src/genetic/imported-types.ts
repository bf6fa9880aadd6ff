import type { File, ImportDeclaration, Node } from '@babel/types';
import { parseModule } from '../syntax/parse.ts';
import { applyEdits } from '../syntax/text-edits.ts';
import { endOf, isNode, membersOf, startOf } from '../syntax/walk.ts';

const DECLARATION = './policy.d.ts';

/**
 * The program with an import of every type that it names, does not know, and finds in the declaration.
 * A text that does not parse stays as it is.
 */
export function importTypes(code: string, declared: ReadonlySet<string>): string {
  // Most children name nothing new, which is seen without reading them.
  const imports = code.match(/^import type \{[^}]*\}/gm)?.join() ?? '';
  const names = [...declared].filter((name) => mentions(code, name) && !mentions(imports, name));
  const parsed = names.length === 0 ? undefined : parseModule(code);
  if (parsed?.ok !== true) return code;
  const { used, known } = typeNamesIn(parsed.ast);
  const missing = names.filter((name) => used.has(name) && !known.has(name)).toSorted();
  return missing.length === 0 ? code : withImports(code, parsed.ast, missing);
}

/** The program without imports of types that it names nowhere else. */
export function dropUnusedTypes(code: string): string {
  const parsed = parseModule(code);
  if (!parsed.ok) return code;
  const edits = parsed.ast.program.body.flatMap((statement) => {
    if (statement.type !== 'ImportDeclaration' || statement.importKind !== 'type') return [];
    const { specifiers, source } = statement;
    const rest = code.slice(0, startOf(statement)) + code.slice(endOf(statement));
    const kept = specifiers.filter(({ local }) => mentions(rest, local.name));
    if (kept.length === specifiers.length || specifiers.some(isNamespace)) return [];
    const names = kept.map((one) => code.slice(startOf(one), endOf(one))).join(', ');
    const text = `import type { ${names} } from ${code.slice(startOf(source), endOf(source))};`;
    return [{ start: startOf(statement), end: endOf(statement), text: names === '' ? '' : text }];
  });
  return applyEdits(code, edits);
}

function isNamespace({ type }: Node): boolean {
  return type !== 'ImportSpecifier';
}

function mentions(text: string, name: string): boolean {
  return new RegExp(String.raw`(?<![\w$])${name.replaceAll('$', String.raw`\$`)}(?![\w$])`).test(
    text,
  );
}

interface TypeNames {
  readonly used: Set<string>;
  /** Imported, or declared in the module. */
  readonly known: Set<string>;
}

function typeNamesIn(ast: File): TypeNames {
  const names: TypeNames = { used: new Set(), known: new Set() };
  const waiting: Node[] = [ast.program];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    const { typeName, id, local } = membersOf(node);
    if (isNode(typeName) && typeName.type === 'Identifier') names.used.add(typeName.name);
    for (const own of [id, local]) {
      if (isNode(own) && own.type === 'Identifier') names.known.add(own.name);
    }
    for (const member of Object.values(membersOf(node))) {
      if (isNode(member)) waiting.push(member);
      else if (Array.isArray(member)) waiting.push(...member.filter(isNode));
    }
  }
  return names;
}

function withImports(code: string, ast: File, names: readonly string[]): string {
  const last = ast.program.body.find(isOfDeclaration)?.specifiers.at(-1);
  if (last?.type !== 'ImportSpecifier') {
    return `import type { ${names.join(', ')} } from '${DECLARATION}';\n\n${code}`;
  }
  const text = names.map((name) => `, ${name}`).join('');
  return applyEdits(code, [{ start: endOf(last), end: endOf(last), text }]);
}

function isOfDeclaration(node: Node): node is ImportDeclaration {
  if (node.type !== 'ImportDeclaration' || node.importKind !== 'type') return false;
  return node.source.value.endsWith('/policy.d.ts');
}
