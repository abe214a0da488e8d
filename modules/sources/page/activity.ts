// What the store knows of one source: the last 24 hours over time, the parsers, the defects with an example of each, the last messages.
// Each part may fail for itself.

import { defectText } from '#src/event/defect-texts.js';
import type { Query } from '#src/query/ast.js';
import { MAX_BARS, timeline, type Timeline } from '#src/portal/charts/timeline.js';
import { niceInterval } from '#src/portal/charts/interval.js';
import { eventRow, type EventRow } from '#src/portal/events/event-row.js';
import { searchHref } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { NOT_UNDERSTOOD } from '#src/portal/parsing/parsing-history.js';
import { part, type Part } from '#src/portal/page/part.js';
import type { AggregateRequest, EventReader, TopEntry } from '#src/store/event-store.js';
import { isMostlyUnknown, percent } from '../list/source-list.js';
import { eventsHref, queryOf } from '../links.js';
import { termFor } from '#src/query/print.js';

export interface ParserShare {
  readonly id: string;
  readonly count: number;
  readonly share: string;
  readonly href: string;
}

export interface DefectShare {
  readonly tag: string;
  /** What it says, for tags of ours. */
  readonly meaning: string | undefined;
  readonly count: number;
  readonly href: string;
  readonly example: EventRow | undefined;
}

export interface Parsers {
  readonly shares: readonly ParserShare[];
  /** Undefined without messages. */
  readonly understood: string | undefined;
  readonly isUnknown: boolean;
}

export interface Activity {
  readonly timeline: Part<Timeline>;
  readonly parsers: Part<Parsers>;
  readonly defects: Part<readonly DefectShare[]>;
  readonly last: Part<readonly EventRow[]>;
}

const DAY_MS = 86_400_000;
/** Devices' clocks run ahead, too. */
const AHEAD_MS = 3_600_000;
const DEADLINE_MS = 5_000;
const MOST_DEFECTS = 6;
const LAST_MESSAGES = 10;
/** Without a message in the last day it was longer ago. */
const LOOK_BACK_MS = 400 * DAY_MS;

/** More parsers than there are, so that the shares are of all messages. */
const MAX_PARSERS = 1_000;
const SHOWN_PARSERS = 10;

/** `now`: ms since 1970. */
export async function activityOf(
  store: EventReader,
  source: string,
  now: number,
  signal: AbortSignal,
): Promise<Activity> {
  const query: Query = { kind: 'equals', field: 'lanwarden.source', value: source };
  const range = { from: now - DAY_MS + 1, to: now + 1 };
  const request = { query, range, deadlineMs: DEADLINE_MS, signal };
  const [drawing, parsers, defects, last] = await Promise.all([
    part(async () => {
      const intervalMs = niceInterval(range, MAX_BARS);
      const histogram = await store.histogram({ ...request, intervalMs, by: 'event.severity' });
      return timeline(histogram, range, (slice) => searchHref({ q: queryOf(source), ...slice }));
    }),
    part(async () => shares(source, await store.top({ ...request, field: 'event.dataset', limit: MAX_PARSERS }))),
    part(() => defectsOf(store, source, request)),
    part(() => lastOf(store, query, now, signal)),
  ]);
  return { timeline: drawing, parsers, defects, last };
}

function shares(source: string, tops: readonly TopEntry[]): Parsers {
  const total = tops.reduce((sum, { count }) => sum + count, 0);
  const shareOf = (datasets: readonly string[]): number =>
    tops.reduce((sum, { value, count }) => sum + (datasets.includes(value) ? count : 0), 0) / total;
  return {
    understood: total === 0 ? undefined : percent(1 - shareOf(NOT_UNDERSTOOD)),
    isUnknown: isMostlyUnknown(shareOf(['none'])),
    shares: tops.slice(0, SHOWN_PARSERS).map(({ value, count }) => ({
      id: value,
      count,
      share: percent(count / total),
      href: eventsHref(source, termFor('event.dataset', value)),
    })),
  };
}

async function defectsOf(
  store: EventReader,
  source: string,
  request: AggregateRequest,
): Promise<readonly DefectShare[]> {
  const tags = await store.top({ ...request, field: 'tags', limit: MOST_DEFECTS });
  return Promise.all(
    tags
      .filter(({ value }) => value !== '')
      .map(async ({ value, count }) => {
        const query: Query = { kind: 'and', of: [request.query, { kind: 'equals', field: 'tags', value }] };
        const { events } = await store.search({ ...request, query, limit: 1 });
        const term = termFor('tags', value);
        return {
          tag: visibleText(value, 100),
          meaning: defectText(value),
          count,
          href: eventsHref(source, term),
          example: events[0] && eventRow(events[0]),
        };
      }),
  );
}

async function lastOf(
  store: EventReader,
  query: Query,
  now: number,
  signal: AbortSignal,
): Promise<readonly EventRow[]> {
  const search = { query, limit: LAST_MESSAGES, deadlineMs: DEADLINE_MS, signal };
  const today = await store.search({ ...search, range: { from: now - DAY_MS, to: now + AHEAD_MS } });
  const { events } =
    today.events.length > 0
      ? today
      : await store.search({ ...search, range: { from: now - LOOK_BACK_MS, to: now + AHEAD_MS } });
  return events.map((event) => eventRow(event));
}
