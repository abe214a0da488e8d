// Which rows of the ledger are new senders, and which are somebody's already.

import { expect, it } from 'vitest';
import { sourceSchema } from '#config/schema.js';
import { ledgerRow } from '../../../test/helpers/collector-health.js';
import type { SourceEntry } from '../directory/source-entry.js';
import { mergeTargets, strangersIn } from './new-senders.js';

const entry = (config: object, updatedAt = 5_000): SourceEntry => {
  const parsed = sourceSchema.parse(config);
  const known = { id: 1, version: 1, config: parsed, createdAt: 1_000, updatedAt, updatedBy: 'alice' };
  return { name: parsed.name, config: parsed, origin: 'portal', known };
};
const row = (source: string, received: number, lastReceived = 4_000): ReturnType<typeof ledgerRow> =>
  ledgerRow({ source, received, stored: received, lastReceived });
const senders = (rows: ReturnType<typeof ledgerRow>[], entries: SourceEntry[]): string[] =>
  strangersIn(rows, entries, new Set()).senders.map(({ source }) => source);

it('finds addresses that no source names, the loudest first', () => {
  const rows = [row('10.0.0.1', 5), row('10.0.0.2', 9), row('2001:db8::7', 1), row('nas', 3)];
  expect(senders(rows, [])).toEqual(['10.0.0.2', '10.0.0.1', '2001:db8::7']);
  expect(senders(rows, [entry({ name: '10.0.0.2' })])).toEqual(['10.0.0.1', '2001:db8::7']);
});

it('leaves out an address that a source took over: what came before stays in the ledger', () => {
  const rows = [row('10.0.0.1', 5), row('10.1.0.1', 2)];
  expect(senders(rows, [entry({ name: 'lan', match: { peer: ['10.0.0.0/16'] } })])).toEqual(['10.1.0.1']);
});

it('shows an address again whose messages a source with more conditions does not take', () => {
  const lab = entry({ name: 'lab', match: { peer: ['10.0.0.0/8'], host: ['lab*'] } });
  expect(senders([row('10.0.0.1', 5, 4_000)], [lab])).toEqual([]);
  expect(senders([row('10.0.0.1', 5, 6_000)], [lab])).toEqual(['10.0.0.1']);
});

it('explains what is no address, and leaves out what never sent', () => {
  const rows = [row('(other senders)', 7), row('script', 3), row('12', 2), ledgerRow({ source: '10.0.0.9' })];
  const { senders: none, names } = strangersIn(rows, [], new Set(['script']));
  expect(none).toEqual([]);
  expect(names.map(({ row: { source }, why }) => [source, why])).toEqual([
    ['(other senders)', expect.stringContaining('flood')],
    ['script', expect.stringContaining('API key')],
    ['12', expect.stringContaining('renamed, deleted')],
  ]);
});

it('adds addresses only to sources that are told by addresses and are heard', () => {
  const all = [
    entry({ name: 'nas', match: { peer: ['10.0.0.1'] } }),
    entry({ name: 'by host', match: { host: ['web*'] } }),
    entry({ name: 'by key' }),
    entry({ name: 'noise', match: { peer: ['10.0.0.2'] }, ignore: true }),
  ];
  expect(mergeTargets(all).map(({ name }) => name)).toEqual(['nas']);
});
