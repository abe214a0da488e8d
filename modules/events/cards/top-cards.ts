// Cards that list the most frequent values of a field: each value leads to its search.

import type { Card, CardContext, Saying } from '#src/portal/cards/cards.js';
import { barRows, type BarsCard } from '#src/portal/cards/shapes.js';
import { LEVELS } from '#src/portal/events/event-row.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { format } from '#src/portal/page/format.js';
import { narrowed, termFor } from '#src/query/print.js';
import type { EventReader, TopEntry } from '#src/store/event-store.js';
import { cardHref, ownQuery } from './card-query.js';

interface TopCard {
  readonly id: string;
  readonly title: string;
  readonly order: number;
  /** Alias of the field. */
  readonly field: string;
  /** As one would type it; empty: all events. */
  readonly q: string;
  readonly size?: Card['size'];
  readonly empty: string;
  /** Without it a card that is empty is left out: not everybody has such a device. */
  readonly always?: boolean;
  readonly slow?: boolean;
}

/** A name that a Pi-hole blocked is denied too, but whoever asked for it attacks nobody. */
const ATTACKS = '-action:dns_blocked ((category:authentication outcome:failure) OR type:denied OR level>=3)';

const TOP: readonly TopCard[] = [
  { id: 'events.by-source', title: 'By source', order: 60, field: 'source', q: '', empty: 'No event.', always: true },
  { id: 'events.by-system', title: 'By system', order: 61, field: 'family', q: '', empty: 'No event.', always: true },
  {
    id: 'events.by-category',
    title: 'By category',
    order: 63,
    field: 'category',
    q: '',
    empty: 'No event.',
    always: true,
  },
  {
    id: 'events.attackers',
    title: 'Top attacking addresses',
    order: 55,
    field: 'src_ip',
    size: 'medium',
    q: ATTACKS,
    always: true,
    slow: true,
    empty: 'No address failed to log on, was denied, or did anything of level 3 or more.',
  },
  {
    id: 'events.blocked-domains',
    title: 'Most blocked domains',
    order: 57,
    field: 'domain',
    size: 'medium',
    q: 'action:dns_blocked',
    empty: 'No domain was blocked.',
  },
];

const ROWS = 6;
const MAX_LABEL_CHARS = 80;

export function topCards(store: EventReader): readonly Card[] {
  return [...TOP.map((card) => topCard(store, card)), levelCard(store)];
}

function topCard(
  store: EventReader,
  { id, title, order, field, q, size = 'small', empty, always, slow }: TopCard,
): Card {
  const query = ownQuery(q);
  return {
    id,
    title,
    order,
    size,
    permission: 'events.read',
    template: 'partials/cards/bars',
    ...(slow && { slow }),
    ...(q !== '' && { href: (context: CardContext) => cardHref(context, q) }),
    async load(context) {
      const { range, signal } = context;
      const entries = await store.top({ query, range, field, limit: ROWS, signal });
      if (entries.length === 0 && always !== true) return undefined;
      const rows = entries.map(({ value, count }) => ({
        label: visibleText(value, MAX_LABEL_CHARS),
        count,
        href: cardHref(context, q === '' ? termFor(field, value) : narrowed(q, termFor(field, value))),
      }));
      return { rows: barRows(rows), empty } satisfies BarsCard;
    },
  };
}

/** The worst level first, each in its colour. */
function levelCard(store: EventReader): Card {
  return {
    id: 'events.by-level',
    title: 'By level',
    order: 62,
    size: 'small',
    permission: 'events.read',
    template: 'partials/cards/bars',
    async load(context) {
      const { range, signal } = context;
      const entries = await store.top({ query: ownQuery(''), range, field: 'level', limit: 10, signal });
      const rows = entries
        .toSorted((a, b) => Number(b.value) - Number(a.value))
        .map(({ value, count }) => ({
          label: `${value} ${LEVELS[Number(value)] ?? ''}`,
          count,
          tone: `level-${value}`,
          href: cardHref(context, `level:${value}`),
        }));
      return { ...({ rows: barRows(rows), empty: 'No event.' } satisfies BarsCard), says: saying(entries) };
    },
  };
}

function saying(entries: readonly TopEntry[]): readonly Saying[] {
  const critical = entries.find(({ value }) => value === '5')?.count ?? 0;
  if (critical === 0) return [];
  const text = `${format.number(critical)} critical ${critical === 1 ? 'event' : 'events'}`;
  return [{ text, standsOut: true }];
}
