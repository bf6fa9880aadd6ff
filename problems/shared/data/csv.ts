/** A field, quoted or not, and what ends it; quotes inside a quoted field are doubled. */
const FIELD = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/gy;

/** The rows of a CSV text (RFC 4180), every field as it is written. Throws SyntaxError where it is no CSV. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  FIELD.lastIndex = 0;
  while (FIELD.lastIndex < text.length) {
    const field = FIELD.exec(text);
    if (field === null) throw new SyntaxError(`no CSV after row ${rows.length}`);
    const [, quoted, plain = '', end] = field;
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    rows.push(row);
    row = [];
  }
  // The text ends in a comma: an empty field is left.
  if (row.length > 0) rows.push([...row, '']);
  return rows;
}
