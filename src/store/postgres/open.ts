// Opens the event store in a PostgreSQL database: any number of processes write and read.

import type { Config } from '#config/schema.js';
import { systemClock, type Clock } from '../../clock.js';
import type { EventReader } from '../event-store.js';
import { refuseUnfinished } from '../move/records.js';
import { placeOf } from './driver.js';
import { PostgresReader } from './reader.js';
import { ReplicatedReader } from './replicated-reader.js';
import { actAsOwner, checkRights } from './rights.js';
import { prepareSchema } from './schema.js';
import { Session } from './session.js';
import { PostgresEventStore } from './store.js';

export interface PostgresReaderOptions {
  /** `postgres://user:password@host/database`. */
  readonly url: string;
  /** Of a replica of it, for searches. */
  readonly readUrl?: string | undefined;
}

export interface PostgresOptions extends Pick<PostgresReaderOptions, 'url'> {
  readonly events: Pick<Config['events'], 'segment'>;
  readonly clock?: Clock;
}

/**
 * A writer, which also reads. Makes what is common to all segments, where it is not there yet.
 * @throws Fault STORE_WRITE (the server is away, too old, or lacks a permission), DATABASE_NEWER, CONFIG_INVALID; CONFLICT (a move into it is not finished)
 */
export async function openPostgresStore({
  url,
  events,
  clock = systemClock,
}: PostgresOptions): Promise<PostgresEventStore> {
  const session = await Session.open(url);
  try {
    await actAsOwner(session);
    await session.briefly(() => prepareSchema(session));
    await checkRights(session, placeOf(url));
    await refuseUnfinished(session, 'events');
  } finally {
    await session.close();
  }
  return new PostgresEventStore({ url, clock, segmentRows: events.segment.rows });
}

/** For a process that does not write. Connects when it is asked for something, and finds new segments by itself. */
export function openPostgresReader({ url, readUrl }: PostgresReaderOptions): EventReader {
  return readUrl === undefined ? new PostgresReader(url) : new ReplicatedReader(url, readUrl);
}
