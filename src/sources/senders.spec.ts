// Which rows of the ledger are new senders, which are somebody's already, and whose.

import { describe, expect, it, vi } from 'vitest';
import { type SourceConfig, sourceSchema } from '#config/schema.js';
import { byName } from '#src/by-name.js';
import { expectGrowthBelow } from '../../test/helpers/growth.js';
import { ledgerRow } from '../../test/helpers/collector-health.js';
import { type LedgerRow, type ListedSource, takers, tellApart } from './senders.js';

const source = (config: object, updatedAt = 5_000): ListedSource => ({
  config: sourceSchema.parse(config),
  known: { updatedAt },
});
const row = (name: string, received: number, lastReceived = 4_000): LedgerRow =>
  ledgerRow({ source: name, received, stored: received, lastReceived });
const senders = (rows: LedgerRow[], sources: ListedSource[]): string[] =>
  tellApart(rows, sources).senders.map((each) => each.source);

it('finds addresses that no source names, the loudest first', () => {
  const rows = [row('10.0.0.1', 5), row('10.0.0.2', 9), row('2001:db8::7', 1), row('nas', 3)];
  expect(senders(rows, [])).toEqual(['10.0.0.2', '10.0.0.1', '2001:db8::7']);
  expect(senders(rows, [source({ name: '10.0.0.2' })])).toEqual(['10.0.0.1', '2001:db8::7']);
});

it('gives an address to the source that takes it by now, with what stands under it', () => {
  const rows = [row('10.0.0.1', 5, 1_000), row('10.0.0.2', 3, 2_000), row('10.1.0.1', 2), row('lan', 7)];
  const { senders: rest, earlier } = tellApart(rows, [source({ name: 'lan', match: { peer: ['10.0.0.0/16'] } })]);
  expect(rest.map((each) => each.source)).toEqual(['10.1.0.1']);
  expect(earlier.get('lan')?.map((each) => each.source)).toEqual(['10.0.0.2', '10.0.0.1']);
});

it('shows an address again whose messages a source with more conditions does not take', () => {
  const lab = source({ name: 'lab', match: { peer: ['10.0.0.0/8'], host: ['lab*'] } });
  expect(senders([row('10.0.0.1', 5, 4_000)], [lab])).toEqual([]);
  expect(senders([row('10.0.0.1', 5, 6_000)], [lab])).toEqual(['10.0.0.1']);
});

it('keeps names apart from addresses, and leaves out who never sent', () => {
  const { names, senders: none } = tellApart([row('script', 3), row('12', 7), ledgerRow({ source: '10.0.0.9' })], []);
  expect(none).toEqual([]);
  expect(names.map((each) => each.source)).toEqual(['12', 'script']);
});

it('puts thousands of equal ones in the order of their numbers without making a collator for each pair', () => {
  const compared = vi.spyOn(String.prototype, 'localeCompare');
  try {
    const told = tellApart(
      Array.from({ length: 300 }, (_, i) => row(`host${(i * 7) % 300}`, 1)),
      [],
    );
    expect(told.names.map((each) => each.source).slice(0, 3)).toEqual(['host0', 'host1', 'host2']);
    expect(compared).not.toHaveBeenCalled();
  } finally {
    compared.mockRestore();
  }
  expect(['b', 'web10', 'web2', 'a'].toSorted(byName)).toEqual(['a', 'b', 'web2', 'web10']);
});

it('takes in proportion longer for a source that takes more addresses', async () => {
  const lan = [source({ name: 'lan', match: { peer: ['10.0.0.0/8'] } })];
  const all = Array.from({ length: 16_000 }, (_, i) => row(`10.0.${i >> 8}.${i & 255}`, 1));
  await expectGrowthBelow(20, (n) => tellApart(all.slice(0, n), lan), { small: 2_000, factor: 8 });
});

describe('an address belongs to', () => {
  const match = (match: Partial<SourceConfig['match']>): object => ({ match });
  it.each([
    ['the first source of several', '10.0.0.1', [match({ peer: ['10.0.0.0/8'] }), match({ peer: ['10.0.0.1'] })], '0'],
    ['the first that takes it whole', '10.0.0.1', [match({ peer: ['10.0.0.1'], app: ['x'] }), match({ peer: ['10.0.0.1'] })], '1'], // prettier-ignore
    ['it in any spelling', '2001:db8:0:0::7', [match({ peer: ['2001:db8::7'] })], '0'],
    ['it as IPv4 in IPv6', '::ffff:10.0.0.1', [match({ peer: ['10.0.0.1'] })], '0'],
    ['nobody who asks for the host alone', '10.0.0.1', [match({ host: ['web*'] })], undefined],
    ['nobody when it is none', 'nas', [match({ peer: ['0.0.0.0/0'] })], undefined],
  ])('%s', (_what, address, configs, expected) => {
    const sources = configs.map((config, i) => source({ name: String(i), ...config }));
    expect(takers(sources)(address, 9_000)?.config.name).toBe(expected);
  });
});
