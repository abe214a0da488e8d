// The form that starts an import: format, source, and for tables what each column is.

import { z } from 'zod';
import { fieldOf } from '#src/event/fields.js';
import { checkSourceName } from '#src/event/source-name.js';
import { Fault } from '#src/faults.js';
import { FORMATS, type Format } from '#src/import/format.js';
import { readDelimiter, readMapping } from '#src/import/formats/mapping.js';
import type { DayOrder } from '#src/import/formats/csv-time.js';

/** What a column may be, by short alias. */
export const TARGETS = [
  'time',
  'host',
  'app',
  'pid',
  'message',
  'raw',
  'user',
  'target_user',
  'group',
  'src_ip',
  'src_port',
  'dst_ip',
  'dst_port',
  'domain',
  'action',
  'outcome',
  'category',
  'type',
  'code',
  'level',
  'severity',
] as const;

export const DELIMITERS = [
  { value: ',', label: 'comma' },
  { value: ';', label: 'semicolon' },
  { value: 'tab', label: 'tab' },
  { value: '|', label: 'bar' },
] as const;

export interface StartForm {
  readonly format: Format;
  readonly source: string;
  /** As in `--map`; empty: every column is kept as it is. Null: nobody said, the headings decide. */
  readonly mapping: string | null;
  readonly delimiter: string;
  readonly dayOrder: DayOrder;
}

const form = z.object({
  format: z.enum(FORMATS, { error: 'Choose one of the formats.' }),
  source: z.string().trim().max(100, { error: 'The name of a source has at most 100 characters.' }).default(''),
  delimiter: z.string().max(3, { error: 'A delimiter is one character, or: tab.' }).optional(),
  dates: z.enum(['mdy', 'dmy'], { error: 'Choose month first or day first.' }).default('mdy'),
});

/** @throws Fault BAD_REQUEST with a sentence for whoever filled it in */
export function readStartForm(body: unknown): StartForm {
  const read = form.safeParse(body);
  if (!read.success) throw new Fault('BAD_REQUEST', read.error.issues[0]!.message);
  const { format, source, delimiter, dates } = read.data;
  if (source !== '') checkSourceName(source, 'Source', 'BAD_REQUEST');
  const isTable = format === 'csv';
  return {
    format,
    source,
    dayOrder: dates,
    mapping: isTable ? readColumns(body as Record<string, unknown>) : null,
    delimiter: isTable && delimiter !== undefined ? readDelimiter(delimiter) : '',
  };
}

/** What a form, or the address of a page, says of the columns: `column_0=time`, `column_3=`. Undefined: nothing. */
export function columnsIn(body: Readonly<Record<string, unknown>>): ReadonlyMap<number, string> | undefined {
  const columns = new Map<number, string>();
  for (const [name, value] of Object.entries(body)) {
    const index = /^column_(\d{1,3})$/.exec(name)?.[1];
    if (index !== undefined && typeof value === 'string') columns.set(Number(index), value);
  }
  return columns.size === 0 ? undefined : columns;
}

/** The same of a mapping that this form made: `time=#1,host=#4`. */
export function columnsOfMapping(mapping: string): ReadonlyMap<number, string> {
  const pairs = [...mapping.matchAll(/([^,=]+)=#(\d+)/g)];
  return new Map(pairs.map(([, alias, number]) => [Number(number) - 1, alias!]));
}

function readColumns(body: Readonly<Record<string, unknown>>): string | null {
  const columns = columnsIn(body);
  if (columns === undefined) return null;
  const pairs = new Map<string, string>();
  for (const [index, value] of columns) {
    if (value === '') continue;
    if (!(TARGETS as readonly string[]).includes(value))
      throw new Fault('BAD_REQUEST', `"${value}" is no field that a column can be.`);
    if (pairs.has(value)) throw new Fault('BAD_REQUEST', `Two columns are to be "${value}". Choose one of them.`);
    pairs.set(value, `${value}=#${index + 1}`);
  }
  const mapping = [...pairs.values()].join(',');
  if (mapping !== '') readMapping(mapping);
  return mapping;
}

/** The alias under which a guessed field is offered. */
export function aliasOf(field: string | undefined): string {
  const alias = field === undefined ? undefined : (fieldOf(field)?.alias ?? field);
  return (TARGETS as readonly string[]).includes(alias ?? '') ? alias! : '';
}
