// The sources that somebody approved, in the portal or in the configuration, with when each was last heard and what its clock says.

import type { SourceConfig } from '#config/schema.js';
import type { CollectorLink } from '#src/portal/collector-link.js';
import type { SourceClock } from '#src/link/messages.js';
import type { LiveConfig } from '#src/settings/live-config.js';
import { listed, tellApart } from '#src/sources/senders.js';
import type { SourceBook } from '#src/sources/source-book.js';
import type { WatchedSource } from './silent-source.js';

export class WatchedSources {
  constructor(
    private readonly collector: Pick<CollectorLink, 'health' | 'clocks'>,
    private readonly book: Pick<SourceBook, 'list'>,
    private readonly liveConfig: Pick<LiveConfig, 'config'>,
  ) {}

  /** Those that are not ignored. */
  async all(): Promise<readonly (SourceConfig & { readonly createdAt?: number })[]> {
    const own = await this.book.list();
    const made = own.map(({ config, createdAt }) => ({ ...config, createdAt }));
    return [...this.liveConfig.config.sources, ...made].filter(({ ignore }) => !ignore);
  }

  /** Undefined while the collector is away: nobody knows. */
  async heard(): Promise<{ readonly sources: readonly WatchedSource[]; readonly listeningSince: number } | undefined> {
    const health = this.collector.health();
    if (health === undefined || health.role === 'import') return undefined;
    const { earlier } = tellApart(health.ledger, listed(this.liveConfig.config.sources, await this.book.list()));
    const lastOf = new Map(health.ledger.map(({ source, lastReceived }) => [source, lastReceived]));
    const sources = (await this.all()).map((source) => ({
      ...source,
      // What came under its address before it was a source is no sign of life now, but it is not never either.
      lastReceived: lastOf.get(source.name) ?? earlier.get(source.name)?.[0]?.lastReceived,
    }));
    return { sources, listeningSince: health.startedAt };
  }

  async clocks(): Promise<ReadonlyMap<string, SourceClock>> {
    const [clocks, sources] = [await this.collector.clocks(), await this.all()];
    return new Map(sources.flatMap(({ name }) => (clocks[name] === undefined ? [] : [[name, clocks[name]]])));
  }
}
