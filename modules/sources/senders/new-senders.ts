// Who sends without being anybody's: the rows of the ledger that no source names, told apart into senders that can be approved and
// names that are explained.

import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { addressTest } from '#src/collector/identify/cidr.js';
import { isOnlyNamed, type LedgerRow, type SourceEntry } from '../directory/source-entry.js';

export interface UnknownName {
  readonly row: LedgerRow;
  /** Why it is in the ledger without being a source. */
  readonly why: string;
}

export interface Strangers {
  /** By number of messages. */
  readonly senders: readonly LedgerRow[];
  readonly names: readonly UnknownName[];
}

/** `keySources`: names that API keys belong to. */
export function strangersIn(
  ledger: Iterable<LedgerRow>,
  entries: readonly SourceEntry[],
  keySources: ReadonlySet<string>,
): Strangers {
  const known = new Set(entries.map(({ name }) => name));
  const isTaken = takenTest(entries);
  const senders: LedgerRow[] = [];
  const names: UnknownName[] = [];
  for (const row of ledger) {
    if (known.has(row.source) || !wasHeard(row)) continue;
    if (!isAddress(row.source)) names.push({ row, why: whyThere(row.source, keySources) });
    else if (!isTaken(row)) senders.push(row);
  }
  return { senders: senders.toSorted(byMessages), names: names.toSorted((a, b) => byMessages(a.row, b.row)) };
}

/** Only addresses can be approved: everything else is a name that somebody gave. */
export function isAddress(name: string): boolean {
  return isIP(name) !== 0;
}

function wasHeard(row: LedgerRow): boolean {
  return row.received > 0 || row.dropped > 0;
}

/**
 * Whether an address belongs to a source by now: its row stays in the ledger with what came before. A source that asks for more than
 * the address takes only what fits, so the address is new again when something came after the source was last changed.
 */
function takenTest(entries: readonly SourceEntry[]): (row: LedgerRow) => boolean {
  const byPeer = entries.filter(({ config }) => config.match.peer.length > 0);
  const whole = anyOf(byPeer.filter(isWhole).flatMap(({ config }) => config.match.peer));
  const partly = byPeer
    .filter((entry) => !isWhole(entry))
    .map(({ config, known }) => ({ holds: anyOf(config.match.peer), since: known?.updatedAt ?? 0 }));
  return ({ source, lastReceived = 0 }) => {
    const address = normal(source);
    return whole(address) || partly.some(({ holds, since }) => lastReceived <= since && holds(address));
  };
}

/** As addressTest, for normal addresses: peers are single ones and are looked up, as thousands of senders may meet hundreds of sources. */
function anyOf(peers: readonly string[]): (address: string) => boolean {
  const single = new Set(peers.filter(isAddress).map(normal));
  const ranges = peers.filter((peer) => !isAddress(peer));
  const inRange = ranges.length === 0 ? () => false : addressTest(ranges);
  return (address) => single.has(address) || inRange(address);
}

function normal(address: string): string {
  return ipaddr.process(address).toString();
}

/** Whether the address alone decides. */
function isWhole({ config }: SourceEntry): boolean {
  const { peer: _peer, ...others } = config.match;
  return Object.values(others).every((conditions) => conditions.length === 0);
}

function whyThere(name: string, keySources: ReadonlySet<string>): string {
  if (name === '(unidentified)')
    return 'Messages that were just taken from a socket and are not given to a source yet.';
  if (name === '(other senders)')
    return 'Senders beyond the number of addresses that are told apart: usually a flood of invented addresses.';
  if (keySources.has(name))
    return 'Sends with an API key of this name. Give it settings of its own to choose its parser and more.';
  return 'A name that no source has now: it was renamed, deleted, or an import gave it.';
}

function byMessages(a: LedgerRow, b: LedgerRow): number {
  return b.received - a.received || a.source.localeCompare(b.source, 'en', { numeric: true });
}

/** Sources that an address can be added to: those that are told by address already. For others it would narrow what they take. */
export function mergeTargets(entries: readonly SourceEntry[]): readonly SourceEntry[] {
  return entries.filter(
    ({ origin, config }) =>
      origin === 'portal' && !config.ignore && !isOnlyNamed(config) && config.match.peer.length > 0,
  );
}
