// Opens the event store that the configuration names. The one place that knows the engines.

import type { Config } from '#config/schema.js';
import type { Clock } from '../clock.js';
import { Fault } from '../faults.js';
import type { EventReader, EventStore, ReplicaState, StoreNews } from './event-store.js';
import type { RetentionPolicy } from './retention.js';

/** Of the configuration, where the events are. */
export interface StoreConfig {
  readonly data: Config['data'];
  readonly database: Pick<Config['database'], 'url'>;
  readonly events: Pick<Config['events'], 'store' | 'url' | 'readUrl'>;
}

/**
 * For the process that writes.
 * @throws Fault DATA_DIR, DATABASE_NEWER; of a server STORE_WRITE, and CONFIG_INVALID where none is named
 */
export async function openEventStore(
  config: StoreConfig & Pick<Config, 'events'>,
  clock: Clock,
  news?: StoreNews,
): Promise<EventStore> {
  const { data, events } = config;
  if (events.store === 'postgres') {
    const { openPostgresStore } = await import('./postgres/open.js');
    return openPostgresStore({ url: eventsUrl(config), events, clock });
  }
  const { openSqliteStore } = await import('./sqlite/open.js');
  return openSqliteStore({ dataDir: data.dir, events, clock, ...(news !== undefined && { news }) });
}

/** For everybody else. @throws Fault CONFIG_INVALID */
export async function openEventReader(config: StoreConfig, news?: StoreNews): Promise<EventReader> {
  if (config.events.store === 'postgres') {
    const { openPostgresReader } = await import('./postgres/open.js');
    return openPostgresReader({ url: eventsUrl(config), readUrl: config.events.readUrl });
  }
  const { openSqliteReader } = await import('./sqlite/open.js');
  return openSqliteReader({ dataDir: config.data.dir, ...(news !== undefined && { news }) });
}

/** The server of the events as a collector would find it; undefined where they are in files. @throws Fault as `openEventStore` */
export async function lookAtEventServer(
  config: StoreConfig,
): Promise<{ readonly place: string; readonly replica?: ReplicaState } | undefined> {
  if (config.events.store !== 'postgres') return undefined;
  const url = eventsUrl(config);
  const { lookAtReplica, lookAtServer } = await import('./postgres/look.js');
  const place = await lookAtServer(url);
  const { readUrl } = config.events;
  return readUrl === undefined ? { place } : { place, replica: await lookAtReplica(url, readUrl) };
}

/**
 * Has all collectors of a shared store keep its events as long as `policy` says; undefined where there is one collector, which goes by its
 * settings.
 * @throws Fault CONFIG_INVALID; what it returns STORE_WRITE
 */
export function retentionKeeper(config: StoreConfig): ((policy: RetentionPolicy) => Promise<void>) | undefined {
  if (config.events.store !== 'postgres') return undefined;
  const url = eventsUrl(config);
  return async (policy) => (await import('./postgres/policy.js')).keepPolicy(url, policy);
}

function eventsUrl({ events, database }: StoreConfig): string {
  const url = events.url ?? database.url;
  if (url !== undefined) return url;
  throw new Fault(
    'CONFIG_INVALID',
    'events.store is postgres: set events.url (or database.url) to postgres://user:password@host/database.',
  );
}
