// The form that starts an import: format, source, and for tables what each column is.

import { z } from 'zod';
import { fieldOf } from '#src/event/fields.js';
import { sourceNameMistake } from '#src/event/source-name.js';
import { Fault } from '#src/faults.js';
import { FORMATS, type Format } from '#src/import/format.js';
import { readDelimiter, readMapping } from '#src/import/formats/mapping.js';
import type { DayOrder } from '#src/import/formats/csv-time.js';

/** What a column may be, by short alias. */
export const TARGETS = [
  ...['time', 'host', 'app', 'pid', 'message', 'raw', 'user', 'target_user', 'group', 'src_ip', 'src_port'],
  ...['dst_ip', 'dst_port', 'domain', 'action', 'outcome', 'category', 'type', 'code', 'level', 'severity'],
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
  readonly mapping: string;
  readonly delimiter: string;
  readonly dayOrder: DayOrder;
}

const form = z.object({
  format: z.enum(FORMATS),
  source: z.string().trim().max(100).default(''),
  delimiter: z.string().max(3).optional(),
  dates: z.enum(['mdy', 'dmy']).default('mdy'),
});

/** @throws Fault BAD_REQUEST with a sentence for whoever filled it in */
export function readStartForm(body: unknown): StartForm {
  const read = form.safeParse(body);
  if (!read.success) throw new Fault('BAD_REQUEST', 'Choose one of the formats.');
  const { format, source, delimiter, dates } = read.data;
  const mistake = source === '' ? undefined : sourceNameMistake(source);
  if (mistake !== undefined)
    throw new Fault('BAD_REQUEST', `Source: found ${JSON.stringify(source)}, expected ${mistake}.`);
  const isTable = format === 'csv';
  return {
    ...{ format, source, dayOrder: dates },
    mapping: isTable ? readColumns(body as Record<string, unknown>) : '',
    delimiter: isTable && delimiter !== undefined ? readDelimiter(delimiter) : '',
  };
}

/** `column_0=time`, `column_3=host`: as in `--map`. Empty: the headings decide. */
function readColumns(body: Record<string, unknown>): string {
  const pairs = new Map<string, string>();
  for (const [name, value] of Object.entries(body)) {
    const index = /^column_(\d{1,3})$/.exec(name)?.[1];
    if (index === undefined || typeof value !== 'string' || value === '') continue;
    if (!(TARGETS as readonly string[]).includes(value))
      throw new Fault('BAD_REQUEST', `"${value}" is no field that a column can be.`);
    if (pairs.has(value)) throw new Fault('BAD_REQUEST', `Two columns are to be "${value}". Choose one of them.`);
    pairs.set(value, `${value}=#${Number(index) + 1}`);
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
