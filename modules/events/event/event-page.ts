// The view model of one event's page.

import type { FieldValue, LogEvent } from '#src/event/event.js';
import { eventRow, type EventRow } from '../event-row.js';
import { DEFAULT_FROM, searchHref } from '../search/links.js';
import type { SearchInput } from '../search/search-input.js';
import { type TextPart, visibleParts, visibleText } from '../visible-text.js';
import { type Defect, defectsOf } from './defects.js';
import { type FieldGroup, fieldGroups } from './field-groups.js';

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
  readonly reasons: readonly string[];
  readonly groups: readonly FieldGroup[];
  /** Neighbours in time from the same host, newest first as everywhere, this one among them. */
  readonly around: readonly EventRow[];
  readonly back: string;
  readonly sameMinute: string;
}

const MAX_HEADING_CHARS = 240;
const HALF_DAY_MS = 43_200_000;
const MINUTE_MS = 60_000;

/** `found`: the search it was opened from, all empty when there was none. */
export function eventPage(event: LogEvent, around: readonly LogEvent[], found: SearchInput, now: number): EventPage {
  const row = eventRow(event, found);
  const time = event['@timestamp'];
  const message = event.message ?? '';
  const heading = visibleText(
    (message || event['event.original']).trimStart().split('\n', 1)[0]!.trimEnd(),
    MAX_HEADING_CHARS,
  );
  const search = surrounding(found, time, now);
  return {
    ...{ title: heading.slice(0, 80) || 'Event', id: row.id, row },
    heading,
    message: heading === visibleText(message.trim()) ? [] : visibleParts(message),
    raw: visibleParts(event['event.original']),
    defects: defectsOf(event.tags),
    score: event['event.risk_score'] as number | undefined,
    reasons: reasonsOf(event['lanwarden.reasons'] as FieldValue | undefined),
    groups: fieldGroups(event, search),
    around: around.map((each) => eventRow(each, found)).toReversed(),
    back: searchHref(search),
    sameMinute: searchHref({ from: iso(time - MINUTE_MS), to: iso(time + MINUTE_MS) }),
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

function reasonsOf(reasons: FieldValue | undefined): readonly string[] {
  if (reasons === undefined) return [];
  return (Array.isArray(reasons) ? reasons : [reasons]).map((reason) => visibleText(String(reason)));
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
