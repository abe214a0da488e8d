// The view model of one event's page.

import type { LogEvent } from '#src/event/event.js';
import { eventRow, type EventRow } from '#src/portal/events/event-row.js';
import { ENTITY_PERMISSION } from '#src/portal/events/entity-links.js';
import { DEFAULT_FROM, eventHref, searchHref, type SearchInput } from '#src/portal/events/links.js';
import { type TextPart, visibleParts, visibleText } from '#src/portal/events/visible-text.js';
import { type About, aboutOf, rangeHolding } from './about.js';
import { type Defect, defectsOf } from './defects.js';
import { type FieldGroup, fieldGroups } from './field-groups.js';
import { likeQuery } from './like.js';
import { type Why, whyOf } from './why.js';

export interface EventPage {
  readonly title: string;
  readonly id: string;
  readonly row: EventRow;
  /** The first line of the message. */
  readonly heading: string;
  /** All of the message, where that is more than the heading. */
  readonly message: readonly TextPart[];
  readonly raw: readonly TextPart[];
  readonly defects: readonly Defect[];
  readonly score: number | undefined;
  readonly why: Why | undefined;
  readonly groups: readonly FieldGroup[];
  /** Neighbours in time from the same host, newest first as everywhere, this one among them. */
  readonly around: readonly EventRow[];
  /** How many to show before and after. */
  readonly choices: readonly { readonly n: number; readonly href: string; readonly active: boolean }[];
  readonly about: readonly About[];
  readonly entityPermission: string;
  /** A search for events of its kind; '' where nothing tells it. */
  readonly like: string;
  readonly back: string;
  /** What all sources sent in the minutes before and after. */
  readonly nearby: string;
}

const MAX_HEADING_CHARS = 240;
const HALF_DAY_MS = 43_200_000;
const NEARBY_MS = 300_000;
/** Neighbours before and after; the first is the default. */
export const NEIGHBOURS = [10, 50, 200] as const;

/** `found`: the search it was opened from, all empty when there was none. `n`: how many neighbours were asked for on each side. */
export function eventPage(
  event: LogEvent,
  { around, n }: { readonly around: readonly LogEvent[]; readonly n: number },
  found: SearchInput,
  now: number,
): EventPage {
  const row = eventRow(event, found);
  const time = event['@timestamp'];
  const message = event.message ?? '';
  const heading = visibleText(
    (message || event['event.original']).trimStart().split('\n', 1)[0]!.trimEnd(),
    MAX_HEADING_CHARS,
  );
  const search = surrounding(found, time, now);
  const range = rangeHolding(time, now);
  return {
    title: heading.slice(0, 80) || 'Event',
    id: row.id,
    row,
    heading,
    message: heading === visibleText(message.trim()) ? [] : visibleParts(message),
    raw: visibleParts(event['event.original']),
    defects: defectsOf(event.tags),
    score: event['event.risk_score'] as number | undefined,
    why: whyOf(event),
    groups: fieldGroups(event, search, range),
    around: around.map((each) => eventRow(each, found)).toReversed(),
    choices: NEIGHBOURS.map((each) => ({ n: each, href: aroundHref(row.id, found, each), active: each === n })),
    about: aboutOf(event, range),
    entityPermission: ENTITY_PERMISSION,
    like: likeQuery(event),
    back: searchHref(search),
    nearby: searchHref({ from: iso(time - NEARBY_MS), to: iso(time + NEARBY_MS) }),
  };
}

/** Searches from here must find this event again: without a search of its own, the half days around it. */
function surrounding(found: SearchInput, time: number, now: number): SearchInput {
  if (found.from !== '' || found.to !== '') return found;
  const isRecent = time > now - 2 * HALF_DAY_MS && time <= now;
  return isRecent
    ? { ...found, from: DEFAULT_FROM }
    : { ...found, from: iso(time - HALF_DAY_MS), to: iso(time + HALF_DAY_MS) };
}

function aroundHref(id: string, found: SearchInput, n: number): string {
  const href = eventHref(id, found);
  return `${href}${href.includes('?') ? '&' : '?'}around=${n}#ev-around`;
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
