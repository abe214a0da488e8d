// Which sources should have spoken by now and did not.

import { Inject, Injectable } from '@nestjs/common';
import type { SourceConfig } from '#config/schema.js';
import type { CollectorHealth, CollectorLink } from '#src/portal/collector-link.js';
import { COLLECTOR } from '#src/portal/deps.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { isSilent } from '#src/sources/silence.js';
import { listed, tellApart } from '#src/sources/senders.js';
import { SourceBook } from '#src/sources/source-book.js';

export interface SilentSource {
  readonly name: string;
  /** ms since 1970; undefined: never. */
  readonly lastReceived: number | undefined;
  readonly expectEveryMinutes: number;
}

@Injectable()
export class Silence {
  constructor(
    @Inject(COLLECTOR) private readonly collector: CollectorLink,
    private readonly book: SourceBook,
    private readonly liveConfig: LiveConfig,
  ) {}

  /** Undefined while the collector is away: nobody knows. */
  async silent(now: number): Promise<readonly SilentSource[] | undefined> {
    const health = this.collector.health();
    if (health === undefined) return undefined;
    const own = await this.book.list();
    const file = this.liveConfig.config.sources;
    const expected = [...file, ...own.map(({ config, createdAt }) => ({ ...config, createdAt }))];
    const { earlier } = tellApart(health.ledger, listed(file, own));
    // What came under its address before it was a source is no sign of life now, but it is not never either.
    return silentSources(expected, health, now).map((silent) => ({
      ...silent,
      lastReceived: silent.lastReceived ?? earlier.get(silent.name)?.[0]?.lastReceived,
    }));
  }
}

type Expected = Pick<SourceConfig, 'name' | 'expectEveryMinutes' | 'ignore'> & {
  /** ms since 1970; left out: not known. */
  readonly createdAt?: number;
};

/** The one that is silent longest first. */
export function silentSources(
  sources: readonly Expected[],
  { ledger, startedAt }: Pick<CollectorHealth, 'ledger' | 'startedAt'>,
  now: number,
): readonly SilentSource[] {
  const lastOf = new Map(ledger.map(({ source, lastReceived }) => [source, lastReceived]));
  return sources
    .filter((source) => {
      const { name, createdAt } = source;
      return isSilent(source, { lastReceived: lastOf.get(name), createdAt, listeningSince: startedAt }, now);
    })
    .map(({ name, expectEveryMinutes }) => ({ name, expectEveryMinutes, lastReceived: lastOf.get(name) }))
    .toSorted((a, b) => (a.lastReceived ?? 0) - (b.lastReceived ?? 0) || a.name.localeCompare(b.name));
}
