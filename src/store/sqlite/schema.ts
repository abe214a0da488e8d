// The tables of one segment file, and how one is made. A file says its version in `user_version`; sealed files are never
// migrated, so whatever reads them must know every version up to its own.

import { Fault } from '../../faults.js';
import type { SegmentKey } from '../segments.js';
import type { Database } from './driver.js';
import { EVENT_TABLES } from './event-rows.js';
import { POSTING_TABLES } from './postings.js';
import { RUN_TABLE } from './runs.js';

/**
 * 1: indices on user, domain, addresses, facet and the ordinal.
 * 2: postings and runs in their place; own fields of few values apart.
 * 3: other own fields apart, too; `event.common` may be a list.
 * 4: `event` is a view over `entry`, where most columns are one value; `ids` of postings in binary JSON.
 */
export const SCHEMA_VERSION = 4;
/** From this version on `event` is a view. */
export const VIEW_VERSION = 4;

/** Makes the tables where there are none yet. `created` orders segments by the time of their making. */
export async function createSchema(db: Database, key: SegmentKey, created: number): Promise<void> {
  await db.run('begin immediate');
  try {
    for (const statement of TABLES) await db.run(statement);
    await db.run(
      `insert into segment (day, retention, kind, part, created, sealed, rows, next_ordinal, odd, facet_bytes)
       values ($1, $2, $3, $4, $5, 0, 0, 0, 0, 0)`,
      [key.day, key.retention, key.kind, key.part, created],
    );
    await db.run(`pragma user_version = ${SCHEMA_VERSION}`);
    await db.run('commit');
  } catch (error) {
    await db.run('rollback').catch(() => undefined); // SQLite may have rolled back by itself
    throw error;
  }
}

/**
 * 0 for a file that is not made yet (a reader came between its creation and the first commit).
 * @throws Fault DATABASE_NEWER, DATABASE_CORRUPT
 */
export async function schemaVersion(db: Database): Promise<number> {
  const rows = await db.all<{ user_version: number }>('pragma user_version');
  const version = rows[0]?.user_version ?? 0;
  if (version <= SCHEMA_VERSION) return version;
  throw new Fault(
    'DATABASE_NEWER',
    `${db.path} was written by a newer version (schema ${version}, this one knows ${SCHEMA_VERSION}). Start the newer version again, or move the file away.`,
  );
}

/** Only another program can hold a segment's write lock. What it keeps out goes to the spool, so waiting longer gains nothing. */
export const WRITER_BUSY_MS = 2_000;

/** Before the first table: the page size cannot change later. Each of these was measured with 165-byte lines, 4,000 a commit. */
export const WRITER_PRAGMAS = [
  `pragma busy_timeout = ${WRITER_BUSY_MS}`,
  'pragma page_size = 8192',
  'pragma journal_mode = wal',
  'pragma synchronous = full',
  'pragma cache_size = -32000',
  // Else each insert copies the pages it touches into a file, in case it alone has to be undone: a third of all bytes written.
  'pragma temp_store = memory',
  // 32 MB: pages that change in every commit are copied into the file less often (+10 % rows/s over the default).
  'pragma wal_autocheckpoint = 4000',
];

const TABLES = [
  `create table segment (
     day text not null, retention text not null, kind text not null, part integer not null,
     created integer not null,      -- unique among segments, ascending
     sealed integer not null,
     rows integer not null,
     next_ordinal integer not null, -- above rows where a transaction failed
     min_id integer, max_id integer,
     odd integer not null,          -- rows with event.odd
     facet_bytes integer not null)`,
  ...EVENT_TABLES,
  ...POSTING_TABLES,
  RUN_TABLE,
  // The values that many events share, one JSON object a distinct combination (or more than one: see facets.ts).
  'create table facet (id integer primary key, fields text not null)',
  // JSON objects with fields whose values come again: commons.ts
  'create table common (id integer primary key, fields text not null)',
  // Counts of events by minute (of event time, since the day began) and facet, kept in step with the rows.
  'create table rollup (minute integer, facet integer, count integer not null, primary key (minute, facet)) without rowid',
  'create table dedupe (key blob primary key) without rowid',
  'create table mark (key text primary key, version integer not null, value text not null) without rowid',
  // Contentless: the text is in `event`. Tokens are those of words.ts, because it is fed with folded text (row.ts).
  `create virtual table words using fts5 (text, content = '', tokenize = 'ascii', detail = full, columnsize = 0)`,
  "insert into words (words, rank) values ('pgsz', 8000)",
  "insert into words (words, rank) values ('hashsize', 8000000)",
  "insert into words (words, rank) values ('automerge', 16)",
  "insert into words (words, rank) values ('crisismerge', 32)",
];
