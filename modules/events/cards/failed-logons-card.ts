// Failed logons against the usual; and whose, which takes longer to count.

import type { Card, Saying } from '#src/portal/cards/cards.js';
import { barRows, type BarsCard, compare, type NumberCard } from '#src/portal/cards/shapes.js';
import { type Usual, usualCount } from '#src/portal/cards/usual.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { format } from '#src/portal/page/format.js';
import { narrowed, termFor } from '#src/query/print.js';
import type { EventReader } from '#src/store/event-store.js';
import { cardHref, ownQuery } from './card-query.js';

/** An attempt counts once: what is logged about it besides its outcome is `info` (PAM under sshd) or `denied` (an account locked by it). */
const FAILED = 'category:authentication outcome:failure -type:(info OR denied)';
const failed = ownQuery(FAILED);

const TOP_USERS = 6;
const MAX_LABEL_CHARS = 60;
/** Fewer than this stand out for nobody. */
const MANY = 20;

export function failedLogonsCards(store: EventReader): readonly Card[] {
  return [countCard(store), usersCard(store)];
}

function countCard(store: EventReader): Card {
  return {
    id: 'events.failed-logons',
    title: 'Failed logons',
    permission: 'events.read',
    size: 'small',
    order: 20,
    template: 'partials/cards/number',
    async load(context) {
      const { range, signal } = context;
      const [value, usual] = await Promise.all([
        store.count({ query: failed, range, signal }),
        usualCount(store, range, failed, { signal }),
      ]);
      const card: NumberCard = {
        value,
        unit: value === 1 ? 'failed logon' : 'failed logons',
        comparison: compare(value, usual),
        href: cardHref(context, FAILED),
      };
      return { ...card, says: saying(value, usual) };
    },
  };
}

function usersCard(store: EventReader): Card {
  return {
    id: 'events.failed-users',
    title: 'Users with the most failed logons',
    permission: 'events.read',
    size: 'medium',
    order: 56,
    slow: true,
    template: 'partials/cards/bars',
    href: (context) => cardHref(context, FAILED),
    async load(context) {
      const { range, signal } = context;
      const users = await store.top({ query: failed, range, field: 'user.name', limit: TOP_USERS, signal });
      const rows = users.map(({ value, count }) => ({
        label: visibleText(value, MAX_LABEL_CHARS),
        count,
        href: cardHref(context, narrowed(FAILED, termFor('user', value))),
      }));
      return { rows: barRows(rows), empty: 'No failed logon names a user.' } satisfies BarsCard;
    },
  };
}

/** Stands out when there are many more than usual. */
function saying(value: number, usual: Usual | undefined): readonly Saying[] {
  const said = `${format.number(value)} failed ${value === 1 ? 'logon' : 'logons'}`;
  if (value < MANY || usual === undefined || value < usual.mean * 2) return [{ text: said, standsOut: false }];
  return [{ text: `${said}, ${compare(value, usual).text}`, standsOut: true }];
}
