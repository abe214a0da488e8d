// Which devices send, counted as the room of sources counts them: an address that a source takes is that source, what is ignored is nobody.

import { Inject, Injectable } from '@nestjs/common';
import type { CardContext } from '#src/portal/cards/cards.js';
import type { CollectorLink } from '#src/portal/collector-link.js';
import { COLLECTOR, STORE } from '#src/portal/deps.js';
import { ALL } from '#src/query/ast.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { firstHeard } from '#src/sources/first-heard.js';
import { type LedgerRow, listed, type ListedSource, takers, tellApart } from '#src/sources/senders.js';
import { SourceBook } from '#src/sources/source-book.js';
import type { EventReader, TopEntry } from '#src/store/event-store.js';

export interface HeardDevices {
  readonly active: number;
  /** There may be more: the store names only the loudest, and the collector, which knows them all, is away. */
  readonly isAtLeast: boolean;
  /** New senders of the room of sources that were first heard in the range, the loudest first; undefined while the collector is away. */
  readonly fresh: readonly string[] | undefined;
  /** Senders that may be new beside those: too many were heard before the range to look each of them up. */
  readonly perhaps: number;
}

const DAY_MS = 86_400_000;
/** A sender that was heard so long before the range is not new. */
const LOOK_BACK_MS = 30 * DAY_MS;
const MOST_NAMES = 1_000;
/** Senders whose first message is looked for. */
const MOST_DOUBTS = 20;

@Injectable()
export class Devices {
  constructor(
    @Inject(STORE) private readonly store: EventReader,
    @Inject(COLLECTOR) private readonly collector: CollectorLink,
    private readonly book: SourceBook,
    private readonly liveConfig: LiveConfig,
  ) {}

  /** @throws Fault QUERY_DEADLINE */
  async heard({ range, now, signal }: Pick<CardContext, 'range' | 'now' | 'signal'>): Promise<HeardDevices> {
    const ask = { query: ALL, field: 'lanwarden.source', limit: MOST_NAMES, signal };
    const [sources, inRange, before] = await Promise.all([
      this.book.list().then((own) => listed(this.liveConfig.config.sources, own)),
      this.store.top({ ...ask, range }),
      this.store.top({ ...ask, range: { from: range.from - LOOK_BACK_MS, to: range.from } }),
    ]);
    const ledger = this.collector.health()?.ledger;
    const spoke = ledger?.filter((row) => (row.lastReceived ?? 0) >= range.from);
    const isFull = inRange.length >= MOST_NAMES;
    const counted = isFull ? (spoke ?? []).filter((row) => row.stored > 0).map(({ source }) => source) : [];
    const names = [...inRange.map(({ value }) => value), ...counted];
    const senders = spoke && tellApart(spoke, sources).senders.map(({ source }) => source);
    return {
      active: devicesOf(names, sources, ledger ?? []).size,
      isAtLeast: isFull && ledger === undefined,
      ...(senders === undefined
        ? { fresh: undefined, perhaps: 0 }
        : await this.#fresh(senders, before, range.from, now)),
    };
  }

  /**
   * Events of a time before the range may have come in it, from a clock that is wrong. Of who is not in a list `before` that is full
   * it is not known either.
   */
  async #fresh(
    senders: readonly string[],
    before: readonly TopEntry[],
    from: number,
    now: number,
  ): Promise<{ readonly fresh: readonly string[]; readonly perhaps: number }> {
    const heardBefore = new Set(before.map(({ value }) => value));
    const isFull = before.length >= MOST_NAMES;
    const [old, unheard] = [true, false].map((isOld) => senders.filter((name) => heardBefore.has(name) === isOld));
    const doubts = [...(isFull ? unheard! : []), ...old!].slice(0, MOST_DOUBTS);
    const since = new Map<string, number | undefined>();
    for (const name of doubts) since.set(name, await firstHeard(this.store, name, now));
    const isUnknown = (name: string): boolean => isFull && !heardBefore.has(name) && !since.has(name);
    return {
      fresh: senders.filter((name) =>
        since.has(name) || heardBefore.has(name) ? (since.get(name) ?? 0) >= from : !isFull,
      ),
      perhaps: senders.filter(isUnknown).length,
    };
  }
}

/** Names of events as devices; names in parentheses are the collector's own, for what it cannot tell apart. */
function devicesOf(
  names: readonly string[],
  sources: readonly ListedSource[],
  ledger: readonly LedgerRow[],
): ReadonlySet<string> {
  const byName = new Map(sources.map((source) => [source.config.name, source]));
  const lastOf = new Map(ledger.map(({ source, lastReceived }) => [source, lastReceived]));
  const takerOf = takers(sources);
  const devices = new Set<string>();
  for (const name of names) {
    const source = byName.get(name) ?? takerOf(name, lastOf.get(name));
    if (source?.config.ignore || name.startsWith('(')) continue;
    devices.add(source?.config.name ?? name);
  }
  return devices;
}
