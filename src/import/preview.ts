// What an import would read from the beginning of a file: the first records, and the columns of a table. Nothing is stored.

import { type Input, openInput } from './bytes.js';
import { columnNames, Table } from './formats/csv.js';
import { CsvReader } from './formats/csv-rows.js';
import type { DayOrder } from './formats/csv-time.js';
import { isOwnExport } from './formats/whole-event.js';
import { detectFormat, readRecords, type Format } from './format.js';
import type { OnDamage } from './record.js';

const MAX_RECORDS = 5;
const MAX_TEXT = 2_000;
/** Unpacked; what holds no five records by then may be little that unpacks to much. */
const MAX_BYTES = 8_000_000;

export interface Preview {
  readonly format: Format;
  /** The first records' texts, cut. */
  readonly records: readonly string[];
  readonly table?: TablePreview;
  /** Why nothing could be read. */
  readonly problem?: string;
}

export interface TablePreview {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly delimiter: string;
  /** It left this program as CSV: nothing is to be mapped. */
  readonly isOwn: boolean;
  /** Index of a column -> the field that its heading stands for. */
  readonly guessed: ReadonlyMap<number, string>;
}

export interface PreviewOptions {
  /** Left out: told by the file. */
  readonly format?: Format;
  readonly delimiter?: string;
  readonly dayOrder: DayOrder;
}

/** @param name by which the format is told. @throws Fault USAGE when the file cannot be read */
export async function previewFile(path: string, name: string, options: PreviewOptions): Promise<Preview> {
  const problems: string[] = [];
  const onDamage: OnDamage = (_, found) => problems.push(...found);
  const input = await openInput(path, { name, onDamage });
  try {
    return await previewInput(input, name, options, problems);
  } finally {
    input.close();
  }
}

/** @param problems told of meanwhile */
async function previewInput(input: Input, name: string, options: PreviewOptions, problems: string[]): Promise<Preview> {
  const format = options.format ?? detectFormat(name, input.head);
  if (format === 'csv') {
    const table = tableOf(input.head, options);
    const problem = problems[0] ?? (table === undefined ? 'It has no rows.' : undefined);
    return { format, records: [], ...(table !== undefined && { table }), ...(problem !== undefined && { problem }) };
  }
  const records: string[] = [];
  const read = readRecords(
    { ...input, bytes: firstOf(input.bytes) },
    format,
    { framing: 'lf', dayOrder: options.dayOrder },
    (_, found) => problems.push(...found),
  );
  for await (const batch of read) {
    for (const { bytes } of batch) if (records.length < MAX_RECORDS) records.push(bytes.toString('utf8', 0, MAX_TEXT));
    if (records.length >= MAX_RECORDS || problems.length > 100) break;
  }
  const problem = problems[0] ?? (records.length === 0 ? 'Nothing in it can be read.' : undefined);
  return { format, records, ...(problem !== undefined && { problem }) };
}

async function* firstOf(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let length = 0;
  for await (const chunk of bytes) {
    yield chunk;
    length += chunk.length;
    if (length >= MAX_BYTES) return;
  }
}

function tableOf(head: Buffer, { delimiter, dayOrder }: PreviewOptions): TablePreview | undefined {
  const reader = new CsvReader(delimiter);
  const rows = [...reader.push(head.toString('utf8')), ...reader.end()].slice(0, MAX_RECORDS + 1);
  const [heading, ...body] = rows;
  if (heading === undefined) return undefined;
  const columns = columnNames(heading, body[0]);
  return {
    columns,
    rows: body.map(({ cells }) => columns.map((_, index) => (cells[index] ?? '').slice(0, 200))),
    delimiter: reader.delimiter,
    isOwn: isOwnExport(columns),
    guessed: new Table(columns, { dayOrder }).mapped,
  };
}
