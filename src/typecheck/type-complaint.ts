/** A type error in a candidate. */
export interface TypeComplaint {
  /** Of the candidate. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** One printable line. */
  readonly message: string;
}
