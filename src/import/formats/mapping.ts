// Which column of a CSV file is which field: `time=Date,host=Computer,user=User,message=Text`. Left of the equals sign stands an ECS
// name or a short alias, right of it a column by its heading or its number from 1 on (`#3`).

import { Fault } from '../../faults.js';
import { fieldOf } from '../../event/fields.js';
import { isHostOwned, targetOf } from '../../event/foreign-names.js';
import { nearest } from '../../nearest.js';

/** ECS name -> heading or number of the column. */
export type ColumnMapping = ReadonlyMap<string, string>;

/** The whole line as it came from the device, header and all: goes through decoding and parsers. */
export const RAW = 'event.original';

/** @throws Fault USAGE for what is not `field=column`, or names a field that nobody knows */
export function readMapping(text: string): ColumnMapping {
  const mapping = new Map<string, string>();
  for (const pair of text.split(',')) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(equals, 0)).trim();
    const column = pair.slice(equals + 1).trim();
    if (name === '' || column === '')
      throw new Fault('USAGE', `"${pair}" is no mapping. Write field=column, such as time=Date.`);
    mapping.set(fieldNamed(name), column);
  }
  return mapping;
}

/** @throws Fault USAGE */
export function readDelimiter(text: string): string {
  const delimiter = text === 'tab' || text === '\\t' ? '\t' : text;
  if (delimiter.length === 1 && !'"\r\n'.includes(delimiter)) return delimiter;
  throw new Fault('USAGE', `"${text}" is no delimiter: it is one character (or: tab), and no quote.`);
}

/** Columns whose headings say what they are. The first that stands for a field gets it. */
export function guessMapping(columns: readonly string[]): ColumnMapping {
  const mapping = new Map<string, string>();
  for (const column of columns) {
    const name = wellKnown(column);
    if (name !== undefined && !mapping.has(name)) mapping.set(name, column);
  }
  if (
    EVENT_VIEWER.every((heading, index) => columns[index] === heading) &&
    columns.length === 6 &&
    !mapping.has('message')
  )
    mapping.set('message', columns[5]!);
  return mapping;
}

/** Of its CSV; the sixth column, the message, has no heading. */
const EVENT_VIEWER = ['Level', 'Date and Time', 'Source', 'Event ID', 'Task Category'];

/** Where the mapped columns stand. @throws Fault USAGE for a column that is not there */
export function columnsOf(mapping: ColumnMapping, columns: readonly string[]): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const [name, column] of mapping) {
    const lower = column.toLowerCase();
    const byName = columns.findIndex((each) => each.toLowerCase() === lower);
    const index = byName < 0 && /^#?\d{1,4}$/.test(column) ? Number(column.replace('#', '')) - 1 : byName;
    if (index < 0 || index >= columns.length)
      throw new Fault('USAGE', `No column "${column}". The columns are ${columns.slice(0, 50).join(', ')}.`);
    found.set(index, name);
  }
  return found;
}

function wellKnown(column: string): string | undefined {
  const name = column.trim().replaceAll(/[ -]/g, '_').toLowerCase();
  if (name === 'raw' || name === RAW || name === '_raw') return RAW;
  return targetOf(column.trim()) ?? targetOf(name) ?? MORE.get(name);
}

/** Headings of Event Viewer's and other exports. */
const MORE = new Map([
  ['date_and_time', '@timestamp'],
  ['timecreated', '@timestamp'],
  ['_time', '@timestamp'],
  ['date', '@timestamp'],
  ['machinename', 'host.name'],
  ['event_id', 'event.code'],
  ['text', 'message'],
]);

function fieldNamed(name: string): string {
  if (name === 'raw' || name === RAW) return RAW;
  const target = targetOf(name) ?? fieldOf(name)?.name;
  if (target !== undefined && !isHostOwned(target)) return target;
  if (target === undefined && /^[a-z][\w-]*(?:\.[\w-]+)+$/i.test(name) && !isHostOwned(name)) return name;
  throw new Fault('USAGE', `"${name}" is no field that an import can fill.${hint(name)}`);
}

function hint(name: string): string {
  const meant = nearest(name, ['time', 'host', 'app', 'user', 'message', 'raw', 'src_ip', 'dst_ip', 'domain', 'action', 'code']); // prettier-ignore
  return meant === undefined ? '' : ` Did you mean "${meant}"?`;
}
