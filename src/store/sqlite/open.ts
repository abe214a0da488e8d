// Opens the event store in `data.dir/events`: one process writes (the collector), any number read.

import { mkdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '#config/schema.js';
import { systemClock, type Clock } from '../../clock.js';
import { Fault, messageOf } from '../../faults.js';
import { freeBytesAt } from '../disk.js';
import type { StoreNews } from '../event-store.js';
import { parseSegmentId } from '../segments.js';
import { listSegments, segmentPath } from './catalog.js';
import { isUnreadable, openDatabase } from './driver.js';
import { SqliteReader } from './reader.js';
import { schemaVersion } from './schema.js';
import { readState } from './state.js';
import { SqliteEventStore } from './store.js';

export interface SqliteReaderOptions {
  /** `data.dir`; the segments are in its folder `events`. */
  readonly dataDir: string;
  readonly news?: StoreNews;
}

export interface SqliteOptions extends SqliteReaderOptions {
  readonly events: Pick<Config['events'], 'segment' | 'minFreeBytes'>;
  readonly clock?: Clock;
  /** Free disk, for tests. */
  readonly freeBytes?: () => Promise<number>;
}

/**
 * The writer, which also reads.
 * @throws Fault DATA_DIR, DATABASE_NEWER (a segment that this version would write to is from a later one)
 */
export async function openSqliteStore(options: SqliteOptions): Promise<SqliteEventStore> {
  const { events, clock = systemClock } = options;
  const dir = folderOf(options);
  try {
    await mkdir(dir, { recursive: true, mode: 0o750 });
  } catch (cause) {
    throw new Fault(
      'DATA_DIR',
      `Cannot make ${dir}: ${messageOf(cause)}. Change data.dir, or give this user write access.`,
      { cause },
    );
  }
  return new SqliteEventStore({
    dir,
    clock,
    segmentRows: events.segment.rows,
    minFreeBytes: events.minFreeBytes,
    freeBytes: options.freeBytes ?? (() => freeBytesAt(dir)),
    lastCreated: await newestCreated(dir),
    ...(options.news !== undefined && { news: options.news }),
  });
}

/** For a process that does not write. Takes no write lock, and finds new segments by itself. */
export function openSqliteReader(options: SqliteReaderOptions): SqliteReader {
  return new SqliteReader(folderOf(options), options.news?.onProblem);
}

function folderOf({ dataDir }: SqliteReaderOptions): string {
  return join(dataDir, 'events');
}

/** Segments made last were also changed last, but for the few that are written at the same time. */
const NEWEST = 32;

async function newestCreated(dir: string): Promise<number> {
  const files = await Promise.all(
    (await listSegments(dir)).map(async (id) => ({
      id,
      at: (await stat(segmentPath(dir, id)).catch(() => undefined))?.mtimeMs ?? 0,
    })),
  );
  const newest = files.toSorted((a, b) => b.at - a.at).slice(0, NEWEST);
  const created = await Promise.all(newest.map(({ id }) => createdOf(dir, id)));
  return Math.max(0, ...created);
}

async function createdOf(dir: string, id: string): Promise<number> {
  if (parseSegmentId(id) === undefined) return 0;
  try {
    // For writing: what a crash left in the log is taken in now, by one process.
    const db = await openDatabase(segmentPath(dir, id), 'write');
    try {
      return (await schemaVersion(db)) === 0 ? 0 : (await readState(db)).created;
    } finally {
      await db.close();
    }
  } catch (error) {
    if (isUnreadable(error)) return 0; // the catalogue will show it
    throw error;
  }
}
