// Events over time, coloured by system.

import type { Card } from '#src/portal/cards/cards.js';
import { MOST_SERIES, seriesCard } from '#src/portal/cards/series-card.js';
import { stackedChart, stackedInterval } from '#src/portal/charts/stacked.js';
import { searchHref } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { ALL } from '#src/query/ast.js';
import { termFor } from '#src/query/print.js';
import type { EventReader } from '#src/store/event-store.js';
import { cardHref } from './card-query.js';

const MAX_LABEL_CHARS = 40;
/** Families of the parsers that come with the program: the same colour on each day. */
const SYSTEMS = ['linux', 'windows', 'pihole', 'network', 'generic'];

export function overTimeCard(store: EventReader): Card {
  return {
    id: 'events.over-time',
    title: 'Events over time, by system',
    permission: 'events.read',
    size: 'wide',
    order: 50,
    template: 'partials/cards/series',
    async load(context) {
      const { range, signal } = context;
      const intervalMs = stackedInterval(range);
      const histogram = await store.histogram({ query: ALL, range, intervalMs, by: 'lanwarden.family', signal });
      return seriesCard(stackedChart(histogram, range, MOST_SERIES), {
        fixed: SYSTEMS,
        label: (key) => (key === undefined ? 'others' : key === '' ? 'unknown' : visibleText(key, MAX_LABEL_CHARS)),
        href: (key) => (key === undefined ? undefined : cardHref(context, termFor('family', key))),
        sliceHref: ({ from, to }) => searchHref({ q: '', from, to }),
      });
    },
  };
}
