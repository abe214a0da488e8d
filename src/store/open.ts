// Opens the event store that the configuration names. The one place that knows the engines.

import type { Config } from '#config/schema.js';
import type { Clock } from '../clock.js';
import type { EventReader, EventStore } from './event-store.js';
import { openSqliteReader, openSqliteStore } from './sqlite/open.js';

/** For the process that writes. @throws Fault DATA_DIR, DATABASE_NEWER */
export function openEventStore({ data, events }: Config, clock: Clock): Promise<EventStore> {
  return openSqliteStore({ dataDir: data.dir, events, clock });
}

/** For everybody else. */
export function openEventReader({ data }: Config): EventReader {
  return openSqliteReader({ dataDir: data.dir });
}
