// CSV files as records. The first row names the columns. Mapped columns become fields; a mapped `message` or `raw` is given to the
// parsers as a device's message would be; all other columns stay as `csv.<column>`. An export of ours comes back whole.

import type { Fields, FieldValue } from '../../event/event.js';
import { parseJsonObject } from '../../event/json-text.js';
import { putForeign } from '../../event/foreign-values.js';
import { cleanName } from '../../event/mapping.js';
import { targetOf } from '../../event/foreign-names.js';
import { textRecord, type InputRecord, type OnDamage } from '../record.js';
import { CsvReader, type CsvRow } from './csv-rows.js';
import { readCsvTime, type DayOrder } from './csv-time.js';
import { columnsOf, guessMapping, RAW, type ColumnMapping } from './mapping.js';
import { isOwnExport, wholeEvent } from './whole-event.js';

export interface CsvOptions {
  /** Left out: guessed from the first line. */
  readonly delimiter?: string;
  /** Left out: headings that say what they are. */
  readonly mapping?: ColumnMapping;
  readonly dayOrder: DayOrder;
}

const MAX_COLUMNS = 500;

/** @throws Fault USAGE when the mapping names a column that is not there */
export async function* readCsv(
  bytes: AsyncIterable<Buffer>,
  options: CsvOptions,
  onDamage: OnDamage,
): AsyncGenerator<readonly InputRecord[]> {
  const decoder = new TextDecoder();
  const reader = new CsvReader(options.delimiter);
  let table: Table | undefined;
  let heading: CsvRow | undefined;
  const records = (rows: readonly CsvRow[], isEnd = false): InputRecord[] => {
    const body = heading === undefined ? rows.slice(1) : rows;
    heading ??= rows[0];
    if (heading === undefined || (table === undefined && body.length === 0 && !isEnd)) return [];
    table ??= new Table(columnNames(heading, body[0]), options, heading.cells.length);
    const broken = body.filter((row) => row.isBroken);
    if (broken.length > 0) onDamage(broken.length, broken.slice(0, 5).map((row) => `a quote without its end: ${row.raw.slice(0, 80)}`)); // prettier-ignore
    return body.map((row) => table!.record(row));
  };
  for await (const chunk of bytes) {
    const read = records(reader.push(decoder.decode(chunk, { stream: true })));
    if (read.length > 0) yield read;
  }
  const last = records([...reader.push(decoder.decode()), ...reader.end()], true);
  if (last.length > 0) yield last;
}

/**
 * Headings without blanks around them; what has none is `column3`, the second of two alike `name_2`.
 * @param first row below them; it may have more cells than they are (Event Viewer gives its message no heading)
 */
export function columnNames({ cells }: CsvRow, first?: CsvRow): readonly string[] {
  const names: string[] = [];
  const count = Math.min(Math.max(cells.length, first?.cells.length ?? 0), MAX_COLUMNS);
  for (let index = 0; index < count; index += 1) {
    const name = (cells[index] ?? '').trim().slice(0, 200) || `column${index + 1}`;
    names.push(names.includes(name) ? `${name}_${index + 1}` : name);
  }
  return names;
}

export class Table {
  readonly isOwn: boolean;
  /** Index of a column -> the field it is; empty for an export of ours. */
  readonly mapped: ReadonlyMap<number, string>;

  /** @throws Fault USAGE */
  constructor(
    readonly columns: readonly string[],
    private readonly options: CsvOptions,
    /** How many of the columns have a heading's place; rows may lack the others. */
    private readonly headings = columns.length,
  ) {
    this.isOwn = options.mapping === undefined && isOwnExport(columns);
    this.mapped = this.isOwn ? new Map() : columnsOf(options.mapping ?? guessMapping(columns), columns);
  }

  record(row: CsvRow): InputRecord {
    const key = Buffer.from(row.raw);
    if (this.isOwn) return wholeEvent(ownValues(this.columns, row.cells), key);
    const fields: Record<string, FieldValue> = {};
    const tags = new Set<string>();
    let message: string | undefined;
    let raw: string | undefined;
    for (const [index, cell] of row.cells.slice(0, MAX_COLUMNS).entries()) {
      const name = this.mapped.get(index);
      if (cell === '') continue;
      if (name === RAW) raw = cell;
      else if (name === 'message') message = cell;
      else if (name === undefined || !this.#put(fields, name, cell)) {
        const column = this.columns[index];
        if (column === undefined) tags.add('import.extra-columns');
        fields[`csv.${cleanName(column ?? `column${index + 1}`)}`] ??= cell;
        if (name !== undefined && cell.trim() !== '-')
          tags.add(name === '@timestamp' ? 'syslog.invalid-timestamp' : 'import.invalid-value');
      }
    }
    if (row.cells.length > MAX_COLUMNS) tags.add('import.extra-columns');
    if (row.cells.length < this.headings) tags.add('import.missing-columns');
    if (row.isBroken) tags.add('import.broken-quote');
    if (tags.size > 0) fields['tags'] = [...tags];
    const text = raw ?? message;
    return textRecord(text ?? row.raw, {
      key,
      given: {
        fields: fields as Fields,
        dataset: 'csv',
        isText: text !== undefined,
        ...(text === undefined ? {} : { original: row.raw }),
      },
    });
  }

  #put(fields: Record<string, FieldValue>, name: string, cell: string): boolean {
    if (fields[name] !== undefined) return false;
    if (name === '@timestamp') {
      const time = readCsvTime(cell, this.options.dayOrder);
      if (time !== undefined) fields[name] = time;
      return time !== undefined;
    }
    if (targetOf(name) !== undefined) return putForeign(fields as Fields, name, cell);
    fields[name] = cell.slice(0, 16_384);
    return true;
  }
}

/** What spreadsheets would have run as a formula has an apostrophe in front of it. */
const ESCAPED = /^'(?=[=+\-@\t\r\uFF1D\uFF0B\uFF0D\uFF20])/;

function ownValues(columns: readonly string[], cells: readonly string[]): Map<string, unknown> {
  const values = new Map<string, unknown>();
  for (const [index, name] of columns.entries()) {
    const cell = (cells[index] ?? '').replace(ESCAPED, '');
    if (name !== 'fields') values.set(name, cell);
    else for (const [own, value] of Object.entries(readRest(cell))) if (!values.has(own)) values.set(own, value);
  }
  return values;
}

/** The last column of the portal's export: all fields without a column of their own, as JSON. */
function readRest(cell: string): Readonly<Record<string, unknown>> {
  if (!cell.startsWith('{')) return {};
  return parseJsonObject(cell) ?? { 'import.fields': cell };
}
