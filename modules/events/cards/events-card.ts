// How many events there are, against the usual.

import type { Card } from '#src/portal/cards/cards.js';
import { compare, type NumberCard } from '#src/portal/cards/shapes.js';
import { usualCount } from '#src/portal/cards/usual.js';
import { format } from '#src/portal/page/format.js';
import { ALL } from '#src/query/ast.js';
import type { EventReader } from '#src/store/event-store.js';
import { cardHref } from './card-query.js';

export function eventsCard(store: EventReader): Card {
  return {
    id: 'events.count',
    title: 'Events',
    permission: 'events.read',
    size: 'small',
    order: 10,
    template: 'partials/cards/number',
    async load(context) {
      const { range, rangeText, signal } = context;
      const [value, usual] = await Promise.all([
        store.count({ query: ALL, range, signal }),
        usualCount(store, range, ALL, { signal }),
      ]);
      const comparison = compare(value, usual);
      const unit = value === 1 ? 'event' : 'events';
      return {
        ...({ value, unit, comparison, href: cardHref(context, '') } satisfies NumberCard),
        says: [
          {
            text: `${format.number(value)} ${unit} in ${rangeText.replace(/[a-z]/, ' $&')}, ${comparison.text}`,
            standsOut: false,
            unsure: usual === undefined,
          },
        ],
      };
    },
  };
}
