// What an entity is in a range: how many events and when, in which roles, of which families, with which outcomes.

import { niceInterval } from '#src/portal/charts/interval.js';
import { MAX_BARS, timeline, type Timeline } from '#src/portal/charts/timeline.js';
import { searchHref } from '#src/portal/events/links.js';
import { visibleText } from '#src/portal/events/visible-text.js';
import { narrowed, printQuery, termFor } from '#src/query/print.js';
import type { TopEntry } from '#src/store/event-store.js';
import type { Entity } from './entity.js';
import type { EntityEvents } from './entity-events.js';
import type { ChosenRange } from './ranges.js';

export interface Overview {
  readonly total: number;
  /** ms since 1970; undefined where there are no events. */
  readonly first: number | undefined;
  readonly last: number | undefined;
  /** Empty where there is only one. */
  readonly roles: readonly Counted[];
  /** Roles that could not be counted in time: all of this is without them. */
  readonly missing: readonly { readonly text: string; readonly href: string }[];
  readonly outcomes: readonly Counted[];
  readonly facts: readonly { readonly title: string; readonly values: readonly Counted[] }[];
  readonly timeline: Timeline;
}

/** A number with the search behind it. */
export interface Counted {
  readonly text: string;
  readonly count: number;
  readonly href: string;
  /** 0..100 of all events. */
  readonly percent: number;
}

const FACTS = [
  ['Families', 'lanwarden.family'],
  ['What happened', 'event.action'],
  ['Reported by', 'lanwarden.source'],
] as const;
const MAX_VALUES = 6;
const MAX_VALUE_CHARS = 60;

/** @throws Fault QUERY_DEADLINE */
export async function overviewOf(entity: Entity, events: EntityEvents, chosen: ChosenRange): Promise<Overview> {
  const intervalMs = niceInterval(events.range, MAX_BARS);
  const [counts, histogram, top, [newest]] = await Promise.all([
    events.counts(),
    events.histogram(intervalMs),
    events.top(['event.outcome', ...FACTS.map(([, field]) => field)], MAX_VALUES),
    events.newest(1),
  ]);
  const begin = histogram.buckets[0]?.time;
  const total = counts.reduce((sum, count) => sum + count, 0);
  const counted = (text: string, count: number, q: string): Counted => ({
    text: visibleText(text, MAX_VALUE_CHARS),
    count,
    percent: Math.round((count / Math.max(1, total)) * 100),
    href: searchHref({ q, from: chosen.from }),
  });
  const values = (field: string): Counted[] =>
    (top[field] ?? []).map(({ value, count }: TopEntry) =>
      counted(value, count, narrowed(entity.queryText, termFor(field, value))),
    );
  return {
    total,
    last: newest?.['@timestamp'],
    first: begin === undefined ? undefined : await events.firstSince(begin),
    roles:
      entity.parts.length > 1
        ? entity.parts.flatMap((part, index) =>
            events.missing.includes(part) ? [] : counted(part.role, counts[index] ?? 0, printQuery(part.query)),
          )
        : [],
    missing: events.missing.map(({ role, query }) => ({
      text: role,
      href: searchHref({ q: printQuery(query), from: chosen.from }),
    })),
    outcomes: values('event.outcome'),
    facts: FACTS.map(([title, field]) => ({ title, values: values(field) })).filter((fact) => fact.values.length > 0),
    timeline: timeline(histogram, events.range, (slice) => searchHref({ q: entity.queryText, ...slice })),
  };
}
