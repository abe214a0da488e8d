// Pinned searches as cards of the dashboard, for all who may see them.

import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import type { Config } from '#config/schema.js';
import { type Card, type CardContext, Cards } from '#src/portal/cards/cards.js';
import { barsPath } from '#src/portal/charts/small-bars.js';
import { CONFIG, STORE } from '#src/portal/deps.js';
import { eventRow } from '#src/portal/events/event-row.js';
import { searchHref, type SearchInput } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import type { EventReader } from '#src/store/event-store.js';
import { boundsOf } from '../search/bounds.js';
import { readSearch } from '../search/search-input.js';
import { type SavedSearch, SavedSearches } from './saved-searches.js';

const FIRST_ORDER = 200;
const ROWS = 5;
const BARS = 48;
const MAX_TITLE_CHARS = 80;

@Injectable()
export class SavedCards implements OnModuleInit {
  constructor(
    private readonly cards: Cards,
    private readonly saved: SavedSearches,
    @Inject(STORE) private readonly store: EventReader,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  onModuleInit(): void {
    this.cards.registerSource(async (who) =>
      (await this.saved.visibleTo(who))
        .filter(({ pinned }) => pinned)
        .map((search, index) => this.#card(search, index)),
    );
  }

  #card(search: SavedSearch, index: number): Card {
    const { id, name, input } = search;
    return {
      id: `events.saved-${id}`,
      title: visibleText(name, MAX_TITLE_CHARS),
      permission: 'events.read',
      size: 'medium',
      order: FIRST_ORDER + index,
      slow: true,
      personal: !search.shared,
      template: 'events/views/_saved-card',
      href: (context) => searchHref(inputFor(input, context)),
      load: (context) => this.#load(search, context),
    };
  }

  /** @throws Fault QUERY_INVALID, BAD_REQUEST: what was saved cannot be searched any more, and the card says why */
  async #load({ input }: SavedSearch, context: CardContext): Promise<object> {
    const asked = inputFor(input, context);
    const { query, range } = readSearch(asked, { now: context.now, zone: this.config.time.zone });
    const bounds = await boundsOf(this.store, range, context.now);
    const intervalMs = Math.max(1, Math.ceil((bounds.to - bounds.from) / BARS / 60_000)) * 60_000;
    const { signal } = context;
    const { buckets } = await this.store.histogram({ query, range: bounds, intervalMs, signal });
    const page = await this.store.search({ query, range, limit: ROWS, signal });
    return {
      count: buckets.reduce((sum, bucket) => sum + bucket.count, 0),
      href: searchHref(asked),
      // Where the dashboard's range is not that of the card.
      ownRange: asked === input ? [input.from, input.to].filter((text) => text !== '').join(' to ') : undefined,
      bars: barsPath(buckets, bounds, intervalMs),
      rows: page.events.map((event) => eventRow(event, asked)),
    };
  }
}

/** A search that looks back from now does so as far as the dashboard; one of certain times keeps them. */
function inputFor(input: SearchInput, { rangeText }: Pick<CardContext, 'rangeText'>): SearchInput {
  const looksBack = input.to === '' && /^-\d/.test(input.from);
  return looksBack ? { ...input, from: `-${rangeText}` } : input;
}
