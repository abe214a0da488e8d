import { describe, expect, it } from 'vitest';
import type { LogEvent } from '../../event/event.js';
import { makeEvent } from '../../../test/contract/samples.js';
import { CommonFields } from './commons.js';
import { FACET_FIELDS, FacetIds, type FacetFields } from './facets.js';
import { COLUMNS, decodeRow, encodeRow, RAW, REST, type RowIn, type RowOut, sanitizeRow } from './row.js';

const DAY = Date.UTC(2026, 10, 20);
const cell = (row: RowIn, name: (typeof COLUMNS)[number]): unknown => row[COLUMNS.indexOf(name)];

function facetOf(event: LogEvent): FacetFields {
  return Object.fromEntries(
    FACET_FIELDS.filter((name) => event[name] !== undefined).map((name) => [name, event[name]!]),
  );
}

describe('a row that had to be made safe', () => {
  it.each([
    ['a text', 'failed \0 here'],
    ['a number', 5],
    ['a list', ['a', 'b']],
  ])('gives back a message that is %s', (_, message) => {
    const event = { ...makeEvent({ 'x.nul': '\0' }), message, 'user.name': 'anna \ud800' } as unknown as LogEvent;
    const row = encodeRow(event, DAY, { facets: new FacetIds(1), commons: new CommonFields() });
    sanitizeRow(row, event);
    expect(Object.keys(row).every((key) => Number(key) >= 0)).toBe(true);
    expect(cell(row, 'odd')).toBe(1);
    const out = {
      ...Object.fromEntries(COLUMNS.map((name, at) => [name, row[at]])),
      id: (row[0] as number) * 2 ** 23,
      raw: row[RAW],
      fields: row[REST],
      common: null,
      src_ip: null,
      dst_ip: null,
    } as unknown as RowOut;
    const { 'event.id': _id, ...back } = decodeRow(out, '20261120-default-live-0', DAY, facetOf(event));
    expect(back).toMatchObject({ message, 'user.name': 'anna \ud800', 'x.nul': '\0' });
  });
});

it.each(['2001:DB8::1', '2001:db8:0000:0000:0000:0000:0000:0001', '::ffff:10.0.0.1'])(
  'keeps the spelling of %s without being odd: its column says what is asked of it',
  (address) => {
    const row = encodeRow(makeEvent({ 'source.ip': address }), DAY, {
      facets: new FacetIds(1),
      commons: new CommonFields(),
    });
    expect(cell(row, 'odd')).toBeNull();
    expect(row[REST]).toBe(JSON.stringify({ 'source.ip': address }));
  },
);
