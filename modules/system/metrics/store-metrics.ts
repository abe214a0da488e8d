// How the store keeps up, as metrics: the queue in front of it, its commits, the spool, the disk.

import type { CollectorHealth } from '#src/portal/collector-link.js';
import { histogram, metric, single } from './exposition.js';

const SPOOL_STATES = ['off', 'direct', 'spooling', 'draining'] as const;

/** `now`: ms since 1970. */
export function storeMetrics({ store, pressure, spool }: CollectorHealth, now: number): string {
  return [
    single('lanwarden_store_events', 'gauge', 'Events stored', store.rows),
    single('lanwarden_store_segments', 'gauge', 'Files they are in', store.segments),
    single('lanwarden_store_bytes', 'gauge', 'Bytes they take on disk', store.bytes),
    ...(store.freeDiskBytes === undefined
      ? []
      : [single('lanwarden_store_free_disk_bytes', 'gauge', 'Free disk', store.freeDiskBytes)]),
    single('lanwarden_store_trouble', 'gauge', 'Whether the store takes nothing', store.trouble === undefined ? 0 : 1),
    ...(pressure === undefined ? [] : pressureMetrics(pressure)),
    ...(spool === undefined ? [] : spoolMetrics(spool, now)),
  ].join('');
}

function pressureMetrics(pressure: NonNullable<CollectorHealth['pressure']>): string[] {
  return [
    single('lanwarden_writer_queue_bytes', 'gauge', 'Memory of what waits for the store', pressure.queueBytes),
    single('lanwarden_writer_queue_limit_bytes', 'gauge', 'From where on none is taken', pressure.queueLimitBytes),
    single('lanwarden_writer_queue_events', 'gauge', 'Events that wait for the store', pressure.queueEvents),
    single(
      'lanwarden_writer_refused_total',
      'counter',
      'Messages there was no room for, without those over HTTP and RELP, of pulls and imports, which come again',
      pressure.refused ?? 0,
    ),
    histogram('lanwarden_commit_duration_seconds', 'How long a commit of events took', pressure.commitSeconds),
    histogram('lanwarden_commit_events', 'How many events a commit held', pressure.commitEvents),
  ];
}

function spoolMetrics(spool: NonNullable<CollectorHealth['spool']>, now: number): string[] {
  const age = spool.messages > 0 && spool.oldestAt !== undefined ? Math.max(0, now - spool.oldestAt) / 1_000 : 0;
  return [
    metric(
      'lanwarden_spool_state',
      'gauge',
      'In which state the spool is',
      SPOOL_STATES.map((state) => [{ state }, spool.state === state ? 1 : 0]),
    ),
    single('lanwarden_spool_messages', 'gauge', 'Messages that wait on disk', spool.messages),
    single('lanwarden_spool_bytes', 'gauge', 'Disk they take', spool.bytes),
    single('lanwarden_spool_limit_bytes', 'gauge', 'Disk they may take', spool.limitBytes),
    single('lanwarden_spool_oldest_age_seconds', 'gauge', 'How long the oldest waits', age),
    single(
      'lanwarden_spool_drained_per_second',
      'gauge',
      'Handed to the store in the last second',
      spool.drainedPerSecond,
    ),
    single('lanwarden_spool_refusing', 'gauge', 'Whether it takes nothing', spool.refusing === undefined ? 0 : 1),
    single('lanwarden_spool_lost_total', 'counter', 'Messages it had to give up', spool.lost),
    single('lanwarden_spool_damaged_bytes_total', 'counter', 'Bytes that could not be read again', spool.damagedBytes),
  ];
}
