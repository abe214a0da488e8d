// Who is who in the ledger: a source, an address that a source takes by now, a new sender, or a name that nobody gave settings to. One
// answer for the room of sources, the dashboard and the page on which a device is added.

import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { SourceConfig } from '#config/schema.js';
import { byName } from '#src/by-name.js';
import { addressTest } from '#src/collector/identify/cidr.js';
import type { CollectorHealth } from '#src/link/messages.js';
import type { KnownSource } from './source-book.js';

export type LedgerRow = CollectorHealth['ledger'][number];

/** One of the portal (KnownSource) or of the configuration file. */
export interface ListedSource {
  readonly config: SourceConfig;
  /** Of the portal's own. */
  readonly known?: Pick<KnownSource, 'updatedAt'>;
}

/** In matching order: those of the configuration file, then the portal's `own`. */
export function listed(file: readonly SourceConfig[], own: readonly KnownSource[]): readonly ListedSource[] {
  return [...file.map((config) => ({ config })), ...own.map((known) => ({ config: known.config, known }))];
}

export interface ToldApart {
  /** Addresses that no source takes: they can be approved. The loudest first. */
  readonly senders: readonly LedgerRow[];
  /** Names that are no address and no source's. The loudest first. */
  readonly names: readonly LedgerRow[];
  /** What stands under the addresses that a source takes by now, by the name of the source; the latest address first. */
  readonly earlier: ReadonlyMap<string, readonly LedgerRow[]>;
}

/** `sources` in matching order. Rows of sources themselves, and of who never sent, are in none of the three. */
export function tellApart(ledger: Iterable<LedgerRow>, sources: readonly ListedSource[]): ToldApart {
  const known = new Set(sources.map(({ config }) => config.name));
  const takerOf = takers(sources);
  const senders: LedgerRow[] = [];
  const names: LedgerRow[] = [];
  const earlier = new Map<string, LedgerRow[]>();
  for (const row of ledger) {
    if (known.has(row.source) || (row.received === 0 && row.dropped === 0)) continue;
    const taker = takerOf(row.source, row.lastReceived);
    if (taker !== undefined) push(earlier, taker.config.name, row);
    else if (isAddress(row.source)) senders.push(row);
    else names.push(row);
  }
  for (const rows of earlier.values()) rows.sort((a, b) => (b.lastReceived ?? 0) - (a.lastReceived ?? 0));
  return { senders: senders.toSorted(byMessages), names: names.toSorted(byMessages), earlier };
}

/** Only addresses can be approved: everything else is a name that somebody gave. */
export function isAddress(name: string): boolean {
  return isIP(name) !== 0;
}

/** Whether the address alone decides. */
export function isWhole({ config: { match } }: ListedSource): boolean {
  const { peer, ...others } = match;
  return peer.length > 0 && Object.values(others).every((conditions) => conditions.length === 0);
}

/**
 * Which source takes an address, as the collector matches: the first in order. One that asks for more than the address takes only what
 * fits, so the address is nobody's again when something came (`lastReceived`, ms since 1970) after that source was last changed.
 */
export function takers<T extends ListedSource>(
  sources: readonly T[],
): (address: string, lastReceived?: number) => T | undefined {
  const single = new Map<string, number[]>();
  const ranges = new Map<number, (address: string) => boolean>();
  for (const [place, { config }] of sources.entries()) {
    const inRanges = config.match.peer.filter((peer) => !isAddress(peer));
    if (inRanges.length > 0) ranges.set(place, addressTest(inRanges));
    for (const peer of config.match.peer.filter(isAddress)) {
      push(single, plain(peer), place);
    }
  }
  // Thousands of senders may meet hundreds of sources: most are in no range at all.
  const isInAny = addressTest(sources.flatMap(({ config }) => config.match.peer.filter((peer) => !isAddress(peer))));
  return (name, lastReceived = 0) => {
    if (!isAddress(name)) return undefined;
    const address = plain(name);
    const inRange = isInAny(address) ? [...ranges].flatMap(([place, holds]) => (holds(address) ? [place] : [])) : [];
    return [...(single.get(address) ?? []), ...inRange]
      .toSorted((a, b) => a - b)
      .map((place) => sources[place]!)
      .find((source) => isWhole(source) || lastReceived <= (source.known?.updatedAt ?? 0));
  };
}

function push<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list === undefined) lists.set(key, [value]);
  else list.push(value);
}

/** One spelling for each address; of IPv4 in IPv6 the IPv4 one. */
export function plain(address: string): string {
  return ipaddr.process(address).toString();
}

function byMessages(a: LedgerRow, b: LedgerRow): number {
  return b.received - a.received || byName(a.source, b.source);
}
