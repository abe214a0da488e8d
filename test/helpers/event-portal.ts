// A portal with the events module over a real SQLite store in a temp folder, and events to put into it.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configSchema } from '#config/schema.js';
import type { Fields, LogEvent } from '#src/event/event.js';
import { openSqliteStore } from '#src/store/sqlite/open.js';
import type { EventReader, EventStore } from '#src/store/event-store.js';
import events from '../../modules/events/index.js';
import { FakeClock } from './fake-clock.js';
import { START_MS, startPortal, type TestPortal, type TestPortalOptions } from './portal.js';

export interface EventPortal extends TestPortal {
  readonly store: EventStore;
  /** Stores events of the moment START_MS, each a second older than the one before; answers with their ids. */
  add(...fields: Fields[]): Promise<string[]>;
}

export async function startEventPortal(
  options: TestPortalOptions & { readonly wrap?: (reader: EventReader) => Partial<EventReader> } = {},
): Promise<EventPortal> {
  const dir = mkdtempSync(join(tmpdir(), 'lanwarden-events-'));
  const { events: limits } = configSchema.parse({});
  const store = await openSqliteStore({
    dataDir: dir,
    events: { ...limits, minFreeBytes: 0 },
    clock: new FakeClock(START_MS),
  });
  const reader = bound(store);
  const portal = await startPortal({
    ...options,
    dir,
    modules: [events, ...(options.modules ?? [])],
    store: { ...reader, ...options.wrap?.(reader) },
  });
  return {
    ...portal,
    store,
    add: async (...fields) => {
      const { ids } = await store.append({
        kind: 'live',
        events: fields.map((each, index) => ({ event: logEvent(each, START_MS - index * 1_000) })),
      });
      return ids.map(String);
    },
    close: async () => {
      await portal.close();
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** An event as the collector would complete it. */
export function logEvent(fields: Fields, timeMs: number): LogEvent {
  const message = fields.message ?? 'something happened';
  return {
    'host.name': 'web1',
    'lanwarden.source': 'web1',
    'lanwarden.family': 'linux',
    'event.dataset': 'none',
    'event.severity': 1,
    'lanwarden.hour_of_week': 0,
    'event.original': `<13>${message}`,
    'event.ingested': timeMs,
    message,
    '@timestamp': timeMs,
    ...fields,
  } as LogEvent;
}

/** The store's methods as a plain object, which tests can change one of. */
function bound(store: EventStore): EventReader {
  return {
    search: (request) => store.search(request),
    scan: (request) => store.scan(request),
    count: (request) => store.count(request),
    histogram: (request) => store.histogram(request),
    top: (request) => store.top(request),
    facets: (request) => store.facets(request),
    get: (id) => store.get(id),
    around: (id, n, options) => store.around(id, n, options),
    segments: () => store.segments(),
    stats: () => store.stats(),
    close: async () => undefined,
  };
}
