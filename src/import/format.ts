// The formats that an import reads, told apart by what the file begins with, then by its name. One that is none of them is text lines.

import { Fault } from '../faults.js';
import { looksLikeEvtx, readEvtx } from './evtx/records.js';
import { readCsv, type CsvOptions } from './formats/csv.js';
import { readLines } from './formats/lines.js';
import { looksLikeNdjson, readNdjson } from './formats/ndjson.js';
import { looksLikeXml, readXml } from './formats/xml.js';
import type { Input } from './bytes.js';
import type { InputRecord, OnDamage } from './record.js';

export const FORMATS = ['lines', 'ndjson', 'csv', 'evtx', 'xml'] as const;
export type Format = (typeof FORMATS)[number];

export interface FormatOptions extends CsvOptions {
  readonly framing: 'lf' | 'octet';
}

/** @param name of the file, `-` for standard input */
export function detectFormat(name: string, head: Buffer): Format {
  if (looksLikeEvtx(head)) return 'evtx';
  if (looksLikeXml(head)) return 'xml';
  const ending = /\.([a-z0-9]+)(?:\.gz)?$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  if (ending === 'evtx') return 'evtx';
  if (ending === 'csv' || ending === 'tsv') return 'csv';
  return ['ndjson', 'jsonl', 'json'].includes(ending) || looksLikeNdjson(head) ? 'ndjson' : 'lines';
}

/** What is read as lines is a table for those who say what its columns are. @throws Fault USAGE for what cannot be one */
export function formatOf(
  name: string,
  head: Buffer,
  { format, mapping, delimiter }: Pick<CsvOptions, 'mapping' | 'delimiter'> & { readonly format?: Format },
): Format {
  if (format !== undefined) return format;
  const found = detectFormat(name, head);
  if ((mapping === undefined && delimiter === undefined) || found === 'csv') return found;
  if (found === 'lines') return 'csv';
  throw new Fault(
    'USAGE',
    `${name} is read as ${found}, and --map and --delimiter are for tables. Import it without them, or with --format csv.`,
  );
}

/** @throws Fault USAGE for a mapping that does not fit, or a file that no event log can be */
export function readRecords(
  input: Input,
  format: Format,
  options: FormatOptions,
  onDamage: OnDamage,
): AsyncIterable<readonly InputRecord[]> {
  switch (format) {
    case 'lines':
      return readLines(input.bytes, options.framing);
    case 'ndjson':
      return readNdjson(input, onDamage);
    case 'csv':
      return readCsv(input.bytes, options, onDamage);
    case 'xml':
      return readXml(input.bytes, onDamage);
    case 'evtx':
      if (input.head.length < 512) throw new Fault('USAGE', 'This is no event log: it is shorter than one chunk.');
      return readEvtx(input.bytes, onDamage);
  }
}
