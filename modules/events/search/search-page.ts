// The search page's view model. The table comes first: chart and field panel are waited for a moment, and when they take longer
// (many days, many values) the page goes out without them and the browser asks for them by their own address.

import { performance } from 'node:perf_hooks';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '#config/schema.js';
import type { Clock } from '#src/clock.js';
import type { CollectorLink } from '#src/portal/collector-link.js';
import { CLOCK, COLLECTOR, CONFIG, STORE } from '#src/portal/deps.js';
import { searchHref, type SearchInput } from '#src/portal/events/links.js';
import { part, type Part } from '#src/portal/page/part.js';
import type { EventReader } from '#src/store/event-store.js';
import { MAX_BARS, timeline, type Timeline } from '#src/portal/charts/timeline.js';
import { niceInterval } from '#src/portal/charts/interval.js';
import { type EventRow, eventRow } from '#src/portal/events/event-row.js';
import { fieldPanel, PANEL_FIELDS, PANEL_VALUES, type PanelField } from '../fields/field-panel.js';
import { boundsOf } from './bounds.js';
import { type NoMatch, noMatch, type NothingStored, nothingStored } from './empty.js';
import { readSearch, type Search } from './search-input.js';

export interface Results {
  readonly rows: readonly EventRow[];
  readonly next: string | undefined;
  readonly empty: NoMatch | NothingStored | undefined;
  readonly tookMs: number;
  /** Segments of the range that cannot be read. */
  readonly leftOut: number;
}

const PAGE_ROWS = 50;

@Injectable()
export class SearchPage {
  constructor(
    @Inject(STORE) private readonly store: EventReader,
    @Inject(COLLECTOR) private readonly collector: CollectorLink,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  get zone(): string {
    return this.config.time.zone;
  }

  /** @throws Fault QUERY_INVALID, BAD_REQUEST */
  read(input: SearchInput): Search {
    return readSearch(input, { now: this.clock.now(), zone: this.zone });
  }

  results(
    search: Search,
    cursor: string | undefined,
    hostHeader: string,
    signal?: AbortSignal,
  ): Promise<Part<Results>> {
    return part(async () => {
      const began = performance.now();
      const { query, range } = search;
      const page = await this.store.search({ query, range, limit: PAGE_ROWS, cursor, signal });
      const empty =
        page.events.length === 0 && cursor === undefined ? await this.#empty(search, hostHeader) : undefined;
      return {
        rows: page.events.map((event) => eventRow(event, search.input)),
        next: page.next,
        empty,
        tookMs: Math.ceil(performance.now() - began),
        leftOut: this.store.problems?.(range).length ?? 0,
      };
    });
  }

  chart({ query, range, input }: Search, signal?: AbortSignal): Promise<Part<Timeline>> {
    return part(async () => {
      const bounds = await boundsOf(this.store, range, this.clock.now());
      const intervalMs = niceInterval(bounds, MAX_BARS);
      const histogram = await this.store.histogram({ query, range: bounds, intervalMs, by: 'event.severity', signal });
      return timeline(histogram, bounds, (slice) => searchHref({ q: input.q, ...slice }));
    });
  }

  fields({ query, range, input }: Search, signal?: AbortSignal): Promise<Part<readonly PanelField[]>> {
    return part(async () =>
      fieldPanel(await this.store.facets({ query, range, fields: PANEL_FIELDS, limit: PANEL_VALUES, signal }), input),
    );
  }

  async #empty(search: Search, hostHeader: string): Promise<NoMatch | NothingStored> {
    const { rows } = await this.store.stats();
    return rows > 0 ? noMatch(search) : nothingStored(hostHeader, this.collector.health(), this.config);
  }
}
