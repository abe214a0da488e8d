// Users whose events had the highest anomaly scores. Left out while nothing gives scores.

import type { Card } from '#src/portal/cards/cards.js';
import { barRows, type BarsCard } from '#src/portal/cards/shapes.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { narrowed, termFor } from '#src/query/print.js';
import type { EventReader } from '#src/store/event-store.js';
import { cardHref, ownQuery } from './card-query.js';

const RISKY = 'score>=50 exists:user';
const risky = ownQuery(RISKY);
const ROWS = 6;
const MAX_LABEL_CHARS = 60;

export function riskyUsersCard(store: EventReader): Card {
  return {
    id: 'events.risky-users',
    title: 'Users with a high risk score',
    permission: 'events.read',
    size: 'medium',
    order: 73,
    slow: true,
    template: 'partials/cards/bars',
    href: (context) => cardHref(context, RISKY),
    async load(context) {
      const { range, signal } = context;
      const users = await store.top({ query: risky, range, field: 'user.name', limit: ROWS, signal });
      if (users.length === 0) return undefined;
      const rows = users.map(({ value, count }) => ({
        ...{ label: visibleText(value, MAX_LABEL_CHARS), count },
        href: cardHref(context, narrowed(RISKY, termFor('user', value))),
      }));
      return { rows: barRows(rows), empty: '' } satisfies BarsCard;
    },
  };
}
