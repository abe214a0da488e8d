// Every source there is, in the order of matching (those of the file first), with what the collector counts for it.

import { Inject, Injectable } from '@nestjs/common';
import { Fault } from '#src/faults.js';
import type { CollectorLink, SourceClock } from '#src/portal/collector-link.js';
import { COLLECTOR } from '#src/portal/deps.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { takers, tellApart, type ToldApart } from '#src/sources/senders.js';
import { type KnownSource, SourceBook } from '#src/sources/source-book.js';
import type { LedgerRow, SourceEntry } from './source-entry.js';

export interface ParserName {
  readonly id: string;
  readonly title: string;
}

@Injectable()
export class SourceDirectory {
  constructor(
    readonly book: SourceBook,
    readonly settings: LiveConfig,
    @Inject(COLLECTOR) readonly collector: CollectorLink,
  ) {}

  /** In matching order. */
  async entries(): Promise<readonly SourceEntry[]> {
    const file = this.settings.config.sources.map((config): SourceEntry => ({
      name: config.name,
      config,
      origin: 'file',
    }));
    return [...file, ...(await this.book.list()).map(entryOf)];
  }

  async byName(name: string): Promise<SourceEntry | undefined> {
    const config = this.settings.config.sources.find((source) => source.name === name);
    if (config !== undefined) return { name, config, origin: 'file' };
    const known = await this.book.byName(name);
    return known === undefined ? undefined : entryOf(known);
  }

  /** One of the portal's. @throws Fault NOT_FOUND */
  async byId(id: string): Promise<SourceEntry & { readonly known: KnownSource }> {
    const known = await this.book.byId(/^\d{1,15}$/.test(id) ? Number(id) : Number.NaN);
    if (known !== undefined) return entryOf(known);
    throw new Fault(
      'NOT_FOUND',
      'There is no such source. It may have been deleted; the list of sources has those that are left.',
    );
  }

  /** By name; undefined while the collector is away. */
  ledger(): ReadonlyMap<string, LedgerRow> | undefined {
    const rows = this.collector.health()?.ledger;
    return rows && new Map(rows.map((row) => [row.source, row]));
  }

  /** Who is who in the ledger; nobody while the collector is away. */
  told(entries: readonly SourceEntry[], ledger = this.ledger()): ToldApart {
    return tellApart(ledger?.values() ?? [], entries);
  }

  /** The source that takes what comes from this address by now; undefined for everything that is no such address. */
  async takerOf(address: string): Promise<SourceEntry | undefined> {
    return takers(await this.entries())(address, this.ledger()?.get(address)?.lastReceived);
  }

  /** Since when the collector takes messages, ms since 1970; undefined while it is away. */
  listeningSince(): number | undefined {
    return this.collector.health()?.startedAt;
  }

  /** Undefined while it has none, or the collector is away. */
  async clockOf(name: string): Promise<SourceClock | undefined> {
    const clocks = await this.collector.clocks();
    return Object.hasOwn(clocks, name) ? clocks[name] : undefined;
  }

  /** A to Z; empty while the collector is away. */
  parsers(): readonly ParserName[] {
    const parsers = this.collector.health()?.parsers ?? [];
    return parsers.map(({ id, title }) => ({ id, title })).toSorted((a, b) => a.title.localeCompare(b.title, 'en'));
  }

  retentionClasses(): readonly string[] {
    return ['default', ...Object.keys(this.settings.config.events.retention.classes)];
  }
}

function entryOf(known: KnownSource): SourceEntry & { readonly known: KnownSource } {
  return { name: known.config.name, config: known.config, origin: 'portal', known };
}
