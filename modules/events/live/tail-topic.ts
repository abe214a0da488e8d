// The live topic `events.tail`: what was stored just now and the query wants, as rows for a table. The own collector tells of it, or,
// where several write into one store, the store. Sends { rows, skipped, unseen?, isMore? } and, when the one that tells comes or goes,
// { collector: boolean } or { store: boolean }.

import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Config } from '#config/schema.js';
import type { Clock } from '#src/clock.js';
import type { CollectorLink, TailBatch, Unsubscribe } from '#src/portal/collector-link.js';
import { CLOCK, COLLECTOR, CONFIG } from '#src/portal/deps.js';
import { type LiveFeed, LiveTopics } from '#src/portal/live/live-topics.js';
import { StoreTail } from '#src/portal/live/store-tail.js';
import { eventRow } from '#src/portal/events/event-row.js';
import { readQuery } from '../search/search-input.js';

@Injectable()
export class TailTopic implements OnModuleInit {
  constructor(
    private readonly topics: LiveTopics,
    @Inject(COLLECTOR) private readonly collector: CollectorLink,
    private readonly storeTail: StoreTail,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.topics.register({
      name: 'events.tail',
      permission: 'events.read',
      open: (params, feed) => this.#open(params['q'], feed),
    });
  }

  /** @throws Fault QUERY_INVALID */
  #open(q: unknown, feed: LiveFeed): () => void {
    const query = typeof q === 'string' ? q : '';
    readQuery(query, { now: this.clock.now(), zone: this.config.time.zone });
    const isShared = this.config.events.store === 'postgres';
    const tail = isShared ? this.storeTail : this.collector;
    let unsent = 0;
    let unsaid = 0;
    const stopTail = tail.tail(query, ({ events, skipped, unseen = 0, isMore, refused }: TailBatch) => {
      if (refused !== undefined) return feed.end(refused);
      const rows = events.map((event) => eventRow(event));
      unsaid += unseen;
      const more = { ...(unsaid > 0 && { unseen: unsaid }), ...(isMore && { isMore }) };
      const sent = feed.send({ rows, skipped: skipped + unsent, ...more });
      // A browser that is behind is told later how many passed it by.
      unsent = sent ? 0 : unsent + skipped + events.length;
      if (sent) unsaid = 0;
    });
    const stopHealth = isShared ? this.#tellOfStore(feed) : this.#tellOfCollector(feed);
    return () => {
      stopTail();
      stopHealth();
    };
  }

  #tellOfStore(feed: LiveFeed): Unsubscribe {
    if (!this.storeTail.isReadable) feed.send({ store: false });
    return this.storeTail.onReadable((isReadable) => feed.send({ store: isReadable }));
  }

  #tellOfCollector(feed: LiveFeed): Unsubscribe {
    let connected = this.collector.health() !== undefined;
    if (!connected) feed.send({ collector: false });
    return this.collector.onHealth((health) => {
      if ((health !== undefined) === connected) return;
      connected = health !== undefined;
      feed.send({ collector: connected });
    });
  }
}
