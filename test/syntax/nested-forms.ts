/** A form of the grammar around a hole: what stands before it and behind it. */
export interface Form {
  readonly name: string;
  readonly sort: 'expression' | 'type' | 'pattern' | 'statement';
  /** What the hole takes; the sort of the form itself when left out. */
  readonly hole?: Form['sort'];
  readonly open: string;
  readonly close: string;
}

const expression = (name: string, open: string, close = ''): Form => {
  return { name, sort: 'expression', open, close };
};
const type = (name: string, open: string, close = ''): Form => {
  return { name, sort: 'type', open, close };
};
const pattern = (name: string, open: string, close = ''): Form => {
  return { name, sort: 'pattern', open, close };
};
const statement = (name: string, open: string, close = ''): Form => {
  return { name, sort: 'statement', open, close };
};

/** One of each way in which a text can nest. */
export const forms: readonly Form[] = [
  expression('parentheses', '(', ')'),
  expression('arrow with a type argument at its head', '(a<b>(', ')=>1)'),
  expression('call with a type argument', 'a<b>(', ')'),
  expression('call of a call', 'a(1)(', ')'),
  expression('generic asynchronous arrow', 'async<T>(x=', ')=>1'),
  expression('head of a generic asynchronous call', 'async<T>(x=', ')'),
  expression('asynchronous arrow', 'async (x = ', ') => 1'),
  expression('asynchronous call', 'async(', ')'),
  expression('generic arrow', '<T,>(x = ', ') => 1'),
  expression('bounded generic arrow', '<T extends U>(x = ', ') => 1'),
  expression('arrow with a default', '((x = ', ') => 1)'),
  expression('body of an arrow', '(a) => ', ''),
  expression('body of an arrow with types', '(a: b): c => ', ''),
  expression('body of an arrow of one name', 'a => ', ''),
  expression('block of an arrow', '(() => { return ', ' })'),
  expression('condition', 'a ? ', ' : c'),
  expression('condition before an arrow', 'a ? (b) : (c) => ', ''),
  expression('condition around an arrow', 'a ? (b, ', ') : c => d'),
  expression('alternative', 'a ? b : ', ''),
  expression('object', '{ a: ', ' }'),
  expression('object that may be a pattern', '({ a = ', ' } = {})'),
  expression('computed key', '({ [', ']: 1 })'),
  expression('array', '[', ']'),
  expression('array that may be a pattern', '[a = ', '] = b'),
  expression('spread', '[...', ']'),
  expression('template', '`${', '}`'),
  expression('tagged template', 'a<b>`${', '}`'),
  expression('optional chain', 'a?.[', ']?.b'),
  expression('optional call', 'a?.(', ')'),
  expression('instance', 'new A<b>(', ')'),
  expression('instance without arguments', 'new ', ''),
  expression('negation', '!', ''),
  expression('sum', '1 + ', ''),
  expression('sum on the left', '', ' + 1'),
  expression('power', '2 ** ', ''),
  expression('comparison that may be a type argument', 'a < ', ''),
  expression('comparisons that may be type arguments', 'a < b > ', ''),
  expression('assignment', 'a = ', ''),
  expression('function', 'function (a = ', ') {}'),
  expression('class field', 'class { a = ', ' }'),
  expression('parent of a class', 'class extends (', ') {}'),
  expression('sequence', '(1, ', ')'),
  { ...expression('cast', '(1 as ', ')'), hole: 'type' },
  { ...expression('type argument', 'a<', '>(1)'), hole: 'type' },
  { ...expression('type argument without a call', '(a<', '>)'), hole: 'type' },
  { ...expression('parameter with a type', '((a: ', ') => 1)'), hole: 'type' },
  { ...expression('result with a type', '((a): ', ' => 1)'), hole: 'type' },
  { ...expression('type parameter with a bound', '(<T extends ', '>(a: T) => 1)'), hole: 'type' },
  { ...expression('destructuring parameter', '((', ') => 1)'), hole: 'pattern' },
  { ...expression('body of a function', '(function () {', '})'), hole: 'statement' },
  type('type arguments', 'A<', '>'),
  type('type in parentheses', '(', ')'),
  type('conditional type', 'A extends B ? ', ' : D'),
  type('constraint of a conditional type', 'A extends ', ' ? C : D'),
  type('inferred type', '(A extends (infer U extends ', ') ? C : D)'),
  type('function type', '(a: ', ') => void'),
  type('result of a function type', '(a: b) => ', ''),
  type('generic function type', '<T extends ', '>() => void'),
  type('constructor type', 'new (a: ', ') => b'),
  type('object type', '{ a: ', ' }'),
  type('method type', '{ a(b: ', '): c }'),
  type('mapped type', '{ [K in ', ']: b }'),
  type('tuple type', '[a: ', ']'),
  type('array type', '', '[]'),
  type('indexed type', 'A[', ']'),
  type('union', 'a | ', ''),
  type('keys', 'keyof ', ''),
  type('template type', '`${', '}`'),
  type('predicate', '(a: b) => a is ', ''),
  pattern('object pattern', '{ a: ', ' }'),
  pattern('array pattern', '[', ']'),
  pattern('rest pattern', '[...', ']'),
  { ...pattern('default in a pattern', '{ a = ', ' }'), hole: 'expression' },
  { ...pattern('computed key in a pattern', '{ [', ']: b }'), hole: 'expression' },
  statement('block', '{', '}'),
  statement('conditional', 'if (1) ', ''),
  statement('alternative branch', 'if (1) ; else ', ''),
  statement('loop', 'for (;;) ', ''),
  statement('label', 'a: ', ''),
  statement('try', 'try {', '} catch {}'),
  statement('switch', 'switch (1) { case 1: ', ' }'),
  statement('nested function', 'function f() {', '}'),
  { ...statement('returned value', 'x = ', ';'), hole: 'expression' },
  { ...statement('declared type', 'let y: ', ';'), hole: 'type' },
  { ...statement('declared pattern', 'let ', ' = 1;'), hole: 'pattern' },
  { ...statement('alias', 'type Z = ', ';'), hole: 'type' },
];

const LEAVES: Readonly<Record<Form['sort'], string>> = {
  expression: '1',
  type: 'T',
  pattern: 'p',
  statement: ';',
};

/** A module in which these forms nest in each other in turn, `depth` of them; they need not fit. */
export function nested(chosen: readonly Form[], depth: number): string {
  const used = Array.from({ length: depth }, (_, level) => chosen[level % chosen.length]);
  const [first] = chosen;
  const last = used.at(-1);
  const leaf = LEAVES[last?.hole ?? last?.sort ?? 'expression'];
  const open = used.map((form) => form?.open ?? '').join('');
  const close = used
    .toReversed()
    .map((form) => form?.close ?? '')
    .join('');
  const text = `${open}${leaf}${close}`;
  return `${BEGINNINGS[first?.sort ?? 'expression'].replace('HOLE', () => text)}\nexport function num() {}\n`;
}

const BEGINNINGS: Readonly<Record<Form['sort'], string>> = {
  expression: 'const q = HOLE;',
  type: 'type A1 = HOLE;',
  pattern: 'const HOLE = 1;',
  statement: 'function g() { HOLE }',
};
