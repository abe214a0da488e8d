// The room where one adds a device: lines to copy for each kind, and a line that tells when the first message of a new sender came.

import { Controller, Get, Headers, Inject, Query } from '@nestjs/common';
import { z } from 'zod';
import type { Config } from '#config/schema.js';
import type { Clock } from '#src/clock.js';
import { Permission } from '#src/portal/access/access.js';
import { connectTo } from '#src/portal/connect/connect.js';
import { byGroup } from '#src/portal/connect/recipes.js';
import { CLOCK } from '#src/portal/deps.js';
import { Fragment, Page } from '#src/portal/page/page.js';
import { withQuery } from '#src/portal/events/links.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { isAddress, listed, takers } from '#src/sources/senders.js';
import { SourceBook } from '#src/sources/source-book.js';
import { CollectorWatch } from './collector-watch.js';
import { pageModel } from './page-model.js';
import type { HeardSource } from './senders.js';
import { sourceLink } from './source-link.js';

/** New senders that are named. */
const MOST_NAMED = 5;

/** What becomes of a device that was not announced. */
const WELCOME: Readonly<Record<Config['senders']['unknown'], string>> = {
  accept:
    'Point it here; nothing needs to be set up on this side. Every sender is accepted and shows as a source of its own.',
  mark: 'Point it here; nothing needs to be set up on this side. A new sender is accepted, and marked until it is approved under Sources.',
  refuse: 'Point it here, then approve it under Sources: messages of senders that are not approved are refused.',
};

const address = z.object({
  host: z.string().catch(''),
  /** ms since 1970: since when the page is open. */
  since: z.coerce.number().int().positive().optional().catch(undefined),
});

@Controller('system/connect')
@Permission('system.read')
export class ConnectController {
  constructor(
    private readonly watch: CollectorWatch,
    private readonly settings: LiveConfig,
    private readonly book: SourceBook,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Page('system/views/connect')
  async page(@Query() query: unknown, @Headers('host') host: string | undefined): Promise<object> {
    const { host: asked } = address.parse(query);
    const now = this.clock.now();
    const connect = connectTo(this.settings.atStart.config, this.watch.health(), host, asked);
    return pageModel('Add a device', {
      ...connect,
      groups: byGroup(connect.recipes),
      welcome: WELCOME[this.settings.config.senders.unknown],
      ...(await this.#heard(now)),
      heardHref: `/system/connect/heard?since=${now}`,
      styles: ['system/system.css', 'recipes.css'],
    });
  }

  @Get('heard')
  @Fragment('system/views/_heard')
  heard(@Query() query: unknown): Promise<object> {
    return this.#heard(address.parse(query).since ?? this.clock.now());
  }

  async #heard(since: number): Promise<object> {
    const sources = this.watch.heard();
    const fresh = sources.filter(({ firstSeen }) => firstSeen > since);
    return {
      away: this.watch.health() === undefined,
      fresh: await this.#named(fresh.slice(0, MOST_NAMED)),
      moreFresh: Math.max(0, fresh.length - MOST_NAMED),
      last: sources[0] && linked(sources[0]),
    };
  }

  /** With the way to approve each, or the source that it is by now. */
  async #named(fresh: readonly HeardSource[]): Promise<readonly object[]> {
    if (fresh.length === 0) return [];
    const takerOf = takers(listed(this.settings.config.sources, await this.book.list()));
    return fresh.map((row) => {
      const taker = takerOf(row.source, row.lastReceived)?.config.name;
      const approve = taker === undefined && isAddress(row.source) ? row.source : undefined;
      return {
        ...linked(row),
        approve: approve && withQuery('/sources/new', { sender: approve }),
        taker: taker && { name: taker, href: withQuery('/sources/of', { name: taker }) },
      };
    });
  }
}

function linked(source: HeardSource): HeardSource & { readonly href: string } {
  return { ...source, href: sourceLink(source.source) };
}
