/** The builtin types of errors. */
export const errorTypes: readonly { readonly prototype: Error }[] = [
  Error,
  AggregateError,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
];
