// What an imported record says about itself by name: columns of a CSV file, or a whole event that left this program before. Whoever
// imports vouches for it, so unlike an envelope's its word counts before the parser's.

import type { Fields, FieldValue } from '../event/event.js';
import type { SyslogLine } from '../event/line.js';

export interface Given {
  /** Every value fits its field. */
  readonly fields: Fields;
  /** The event is complete: no parser is asked. */
  readonly isWhole?: boolean;
  /** The frame's bytes are a message: decoded and parsed. Otherwise they are the record's own text, without a header. */
  readonly isText?: boolean;
  /** `event.original`, where that is not the frame's text. */
  readonly original?: string;
  /** `event.dataset` where no parser claims it. */
  readonly dataset: string;
  /** `lanwarden.source`, unless the import names one. */
  readonly source?: string;
}

/** Before identifying and parsing: program and host are known from the record, and text that is no message has no header. */
export function prepareLine(line: SyslogLine, { fields, isText }: Given): void {
  if (isText !== true) {
    line.messageAt = 0;
    line.message = line.raw;
    line.facility = line.severity = line.time = line.host = line.app = line.pid = line.tags = undefined;
  }
  line.host = fields['host.name'] ?? line.host;
  line.app = fields['process.name'] ?? line.app;
}

/** After parsing. */
export function putGiven(fields: Fields, given: Given): void {
  const { tags } = fields;
  Object.assign(fields as Record<string, FieldValue>, given.fields);
  if (tags !== undefined && given.fields.tags !== undefined) fields.tags = [...tags, ...given.fields.tags];
}
