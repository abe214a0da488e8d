// The live topic `events.tail`: what the collector stored just now and the query wants, as rows for a table.
// Sends { rows, skipped } and, when the collector comes or goes, { collector: boolean }.

import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Config } from '#config/schema.js';
import type { Clock } from '#src/clock.js';
import type { CollectorLink, TailBatch } from '#src/portal/collector-link.js';
import { CLOCK, COLLECTOR, CONFIG } from '#src/portal/deps.js';
import { type LiveFeed, LiveTopics } from '#src/portal/live/live-topics.js';
import { eventRow } from '#src/portal/events/event-row.js';
import { readQuery } from '../search/search-input.js';

@Injectable()
export class TailTopic implements OnModuleInit {
  constructor(
    private readonly topics: LiveTopics,
    @Inject(COLLECTOR) private readonly collector: CollectorLink,
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
    let unsent = 0;
    const stopTail = this.collector.tail(query, ({ events, skipped }: TailBatch) => {
      const rows = events.map((event) => eventRow(event));
      const sent = feed.send({ rows, skipped: skipped + unsent });
      // A browser that is behind is told later how many passed it by.
      unsent = sent ? 0 : unsent + skipped + events.length;
    });
    let connected = this.collector.health() !== undefined;
    if (!connected) feed.send({ collector: false });
    const stopHealth = this.collector.onHealth((health) => {
      if ((health !== undefined) === connected) return;
      connected = health !== undefined;
      feed.send({ collector: connected });
    });
    return () => {
      stopTail();
      stopHealth();
    };
  }
}
