// What a store answers about events, against what a filter over them says.

import { expect } from 'vitest';
import type { LogEvent } from '#src/event/event.js';
import { addressOf, addressText } from '#src/query/address.js';
import type { Query } from '#src/query/ast.js';
import { predicateOf } from '#src/query/predicate.js';
import type { EventReader, ScanRequest, TimeRange } from '#src/store/event-store.js';
import { TYPED_COLUMNS } from '#src/store/engine/row.js';
import { valuesOf } from '#src/store/engine/values.js';

const HOUR = 3_600_000;
const MOST = 10_000;

/** @param events all that are stored, with their ids, no more than a page has. `fields` are those that are counted. */
export async function expectAnswers(
  store: EventReader,
  events: readonly LogEvent[],
  query: Query,
  range: TimeRange,
  fields: readonly string[],
): Promise<void> {
  const test = predicateOf(query);
  const said = JSON.stringify(query);
  const found = events.filter((event) => isIn(range, event) && test(event));
  const request = { query, range };
  const page = await store.search({ ...request, limit: MOST });
  expect(byId(page.events), said).toEqual(byId(found));
  const times = page.events.map((event) => event['@timestamp']);
  expect(times, said).toEqual(times.toSorted((a, b) => b - a));
  expect(await store.count(request), said).toBe(found.length);
  for (const intervalMs of [HOUR, HOUR * 1.5 + 1]) {
    const { buckets } = await store.histogram({ ...request, intervalMs, by: 'event.severity' });
    const counts = Object.fromEntries(buckets.map(({ time, key, count }) => [`${time} ${key}`, count]));
    const bucketOf = (event: LogEvent): string =>
      `${Math.floor(event['@timestamp'] / intervalMs) * intervalMs} ${event['event.severity']}`;
    expect(counts, said).toEqual(tally(found, (event) => [bucketOf(event)]));
  }
  const panel = await store.facets({ ...request, fields, limit: 1_000 });
  for (const field of fields) {
    // Where every row is read anyway (an inexact query) values are counted as they were written, else as the column has them.
    const expected = [counted, valuesOf].map((valuesIn) =>
      tally(found, (event) => valuesIn(event, field).filter((value) => value !== '')),
    );
    expect(expected, `${said}: ${field}`).toContainEqual(named(panel[field]!));
    const top = named(await store.top({ ...request, field, limit: 1_000 }));
    expect(expected, `${said}: ${field}`).toContainEqual(top);
  }
}

/** Ids as a scan gives them. */
export async function scanned(store: EventReader, request: ScanRequest): Promise<string[]> {
  const ids: string[] = [];
  for await (const { events } of store.scan(request)) ids.push(...events.map((event) => event['event.id'] as string));
  return ids;
}

export function byId(events: readonly LogEvent[]): Record<string, LogEvent> {
  const known = Object.fromEntries(events.map((event) => [event['event.id'] as string, event]));
  expect(Object.keys(known)).toHaveLength(events.length);
  return known;
}

/** Of a field with a column what that can say is counted: addresses however they were written, whole numbers, texts without NUL. */
function counted(event: LogEvent, field: string): readonly string[] {
  const column = TYPED_COLUMNS.find((each) => each.field === field);
  if (column === undefined) return valuesOf(event, field);
  const value = (event as Record<string, unknown>)[field];
  if (column.type === 'integer') return Number.isSafeInteger(value) ? [String(value)] : [];
  if (typeof value !== 'string') return [];
  if (column.type === 'text') return [value.toWellFormed().replaceAll('\0', '\ufffd')];
  const address = addressOf(value);
  return address === undefined ? [] : [addressText(address)];
}

function isIn({ from, to }: TimeRange, event: LogEvent): boolean {
  return event['@timestamp'] >= from && event['@timestamp'] < to;
}

function named(entries: readonly { readonly value: string; readonly count: number }[]): Record<string, number> {
  return Object.fromEntries(entries.map(({ value, count }) => [value, count]));
}

function tally(events: readonly LogEvent[], keysOf: (event: LogEvent) => readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const event of events) for (const key of keysOf(event)) counts[key] = (counts[key] ?? 0) + 1;
  return counts;
}
