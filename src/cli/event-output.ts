// Events as a table, NDJSON or CSV. The text in them is an attacker's: see terminal.ts; CSV cells that a spreadsheet would run
// as a formula are escaped.

import { csvRows } from '#src/csv.js';
import { toJson, type LogEvent } from '#src/event/event.js';
import { fieldOf } from '#src/event/fields.js';
import { renderTable, visible, visibleJson } from './terminal.js';

export const FORMATS = ['table', 'ndjson', 'csv'] as const;
export type Format = (typeof FORMATS)[number];

export interface OutputTarget {
  readonly isTTY: boolean;
  /** Columns of the terminal; Infinity for a pipe. */
  readonly width: number;
}

/** Text of one page of events, newline at the end. `isFirst`: with the heading. */
export function renderEvents(
  events: readonly LogEvent[],
  format: Format,
  target: OutputTarget,
  isFirst: boolean,
): string {
  if (format === 'ndjson') return events.map((event) => `${visibleJson(toJson(event))}\n`).join('');
  if (format === 'csv') return csv(events, target, isFirst);
  return events.length === 0 ? '' : table(events, target.width, isFirst);
}

const TABLE = [
  { title: 'time', maxWidth: 19 },
  { title: 'level', maxWidth: 5 },
  { title: 'source', maxWidth: 20 },
  { title: 'host', maxWidth: 20 },
  { title: 'app', maxWidth: 16 },
  { title: 'user', maxWidth: 16 },
  { title: 'src_ip', maxWidth: 39 },
  { title: 'message' },
] as const;

function table(events: readonly LogEvent[], width: number, isFirst: boolean): string {
  const rows = events.map((event) =>
    TABLE.map(({ title }) => (title === 'time' ? secondsOf(event) : cellOf(event, title).trim())),
  );
  const text = renderTable(TABLE, rows, width);
  return isFirst ? text : text.slice(text.indexOf('\n') + 1);
}

/** UTC; the other formats have the milliseconds. */
const secondsOf = (event: LogEvent): string =>
  new Date(event['@timestamp']).toISOString().slice(0, 19).replace('T', ' ');

const CSV_COLUMNS =
  'id time received source family parser host app pid facility severity level category type action outcome code user target_user group src_ip src_port dst_ip dst_port domain score tags message raw'.split(
    ' ',
  );

function csv(events: readonly LogEvent[], { isTTY }: OutputTarget, isFirst: boolean): string {
  const rows = events.map((event) =>
    CSV_COLUMNS.map((alias) => (isTTY ? visible(cellOf(event, alias)) : cellOf(event, alias))),
  );
  const header = CSV_COLUMNS.map((alias) => fieldOf(alias)?.name ?? alias);
  const heading = isFirst ? `${header.join(',')}\n` : ''; // not through csvRows, which takes @timestamp for a formula
  return heading + csvRows(rows, '\n');
}

function cellOf(event: LogEvent, alias: string): string {
  const field = fieldOf(alias);
  const value = field === undefined ? undefined : event[field.name as keyof LogEvent];
  if (value === undefined) return '';
  if (field?.type === 'time') return new Date(value as number).toISOString();
  return Array.isArray(value) ? value.join(' ') : String(value);
}
