// The message of a row, which mostly stands in its raw text (row.ts).

import { QUOTED_LENGTHS } from '../engine/row.js';

/** SQL for the message of a row, of its cells `message` and `raw`. */
export function messageSql(message: string, raw: string): string {
  const quoted = `substr(${raw}, (-${message} / ${QUOTED_LENGTHS}) + 1, -${message} % ${QUOTED_LENGTHS})`;
  return `case when typeof(${message}) <> 'integer' then ${message} when ${message} >= 0 then substr(${raw}, ${message} + 1) else ('"' || ${quoted} || '"') ->> '$' end`;
}
