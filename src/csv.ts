// Rows of strangers' texts as CSV.

import { stringify } from 'csv-stringify/sync';

/**
 * RFC 4180: whatever holds a line's end, however it is written, is quoted, so a text is never two rows. A value such as `=cmd|...` gets an
 * apostrophe in front, which spreadsheets take for a text.
 * @param delimiter what rows end with; RFC 4180 says CRLF, a terminal wants LF
 */
export function csvRows(rows: readonly (readonly unknown[])[], delimiter: '\r\n' | '\n' = '\r\n'): string {
  return stringify(rows as unknown[][], {
    escape_formulas: true,
    record_delimiter: delimiter,
    quote_record_delimiter: true, // not the default where record_delimiter is given: only the very delimiter would be quoted
    cast: { boolean: (value) => String(value) },
  });
}
