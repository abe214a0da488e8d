// The tables. Few are common to all segments; a segment has its own, so that retention is DROP TABLE and neither making nor dropping
// one waits for queries on the others (partitions of one parent would: each takes the parent's lock).

import { Fault } from '../../faults.js';
import type { Database } from './driver.js';
import { SCHEMA, tableOf } from './names.js';

export const SCHEMA_VERSION = 1;

const OLDEST_SERVER = 140_000;

/** Of the transactions that make schema and segments: one at a time. */
export const MAKING_LOCK = `pg_advisory_xact_lock(x'4c57'::int, 0)`;

/** Makes what is common, where it is not there yet. To be called in a transaction. @throws Fault STORE_WRITE, DATABASE_NEWER */
export async function prepareSchema(db: Database): Promise<void> {
  await checkServer(db);
  await db.all(`select ${MAKING_LOCK}`);
  const [found] = await db.all<{ schema: string | null; meta: string | null; columns: readonly string[] }>(
    `select to_regnamespace('${SCHEMA}')::text as schema, to_regclass('${SCHEMA}.meta')::text as meta,
       array(select attname::text from pg_attribute
         where attrelid in (to_regclass('${SCHEMA}.segment'), to_regclass('${SCHEMA}.meta'))) as columns`,
  );
  if (found?.schema === null) await db.all(`create schema ${SCHEMA}`);
  if (found?.meta === null) for (const statement of COMMON_TABLES) await db.all(statement);
  else
    for (const [column, statement] of Object.entries(LATER_COLUMNS))
      if (!found?.columns.includes(column)) await db.all(statement);
  await checkVersion(db);
}

/** @throws Fault DATABASE_NEWER */
export async function checkVersion(db: Database): Promise<void> {
  const [row] = await db.all<{ version: number }>(`select version from ${SCHEMA}.meta`);
  if (row === undefined || row.version <= SCHEMA_VERSION) return;
  throw new Fault(
    'DATABASE_NEWER',
    `The events in PostgreSQL were written by a newer version (schema ${row.version}, this one knows ${SCHEMA_VERSION}). Start the newer version again.`,
  );
}

/** Whether a collector was here before. */
export async function isMade(db: Database): Promise<boolean> {
  const [row] = await db.all<{ is: boolean }>(`select to_regclass('${SCHEMA}.meta') is not null as is`);
  return row?.is === true;
}

/** @throws Fault STORE_WRITE */
export async function checkServer(db: Database): Promise<void> {
  const [server] = await db.all<{ number: number; name: string; encoding: string }>(
    `select current_setting('server_version_num')::int as number, current_setting('server_version') as name,
       current_setting('server_encoding') as encoding`,
  );
  if (server === undefined) return;
  if (server.number < OLDEST_SERVER)
    throw new Fault('STORE_WRITE', `PostgreSQL ${server.name} is too old for events; version 14 or later is needed.`);
  if (server.encoding !== 'UTF8')
    throw new Fault(
      'STORE_WRITE',
      `The database has the encoding ${server.encoding}; events need one made with ENCODING 'UTF8'.`,
    );
}

/** That tables of an earlier version do not have. */
const LATER_COLUMNS = {
  era: `alter table ${SCHEMA}.segment add column era text not null default ''`,
  retention: `alter table ${SCHEMA}.meta add column retention text`,
};

const COMMON_TABLES = [
  // The retention is JSON: policy.ts.
  `create table ${SCHEMA}.meta (version integer not null, retention text)`,
  `insert into ${SCHEMA}.meta (version) values (${SCHEMA_VERSION})`,
  // Part numbers are never used twice, also not after a drop: they are in the ids of events.
  `create table ${SCHEMA}.series (
     day text not null, retention text not null, kind text not null, parts integer not null,
     primary key (day, retention, kind))`,
  `create table ${SCHEMA}.segment (
     no integer generated always as identity, -- of its lock: parts.ts
     id text primary key,
     created bigint not null unique,          -- ascending in the order of commits
     sealed boolean not null default false,
     row_count bigint not null default 0,
     next_ordinal bigint not null default 0,
     min_id bigint, max_id bigint,
     odd bigint not null default 0,
     facets integer not null default 0, facet_bytes bigint not null default 0,
     era text not null default '')            -- in which it was made: era.ts
  `,
  // Keys and values are JSON, because a text here cannot hold a NUL.
  `create table ${SCHEMA}.mark (key text primary key, version bigint not null, value text not null)`,
];

/** With this much of a text in an index: PostgreSQL refuses entries of more than 2,700 bytes, and a sender may name a user of 60,000. */
export const INDEXED_CHARS = 200;

/** The start of a text column as its index has it. ASCII case only: the collation C knows no other. */
export function indexedText(sql: string): string {
  return `lower(left(${sql}, ${INDEXED_CHARS}) collate "C")`;
}

/** In the index of arrival. */
export const ORDINAL = '(id & 8388607)';

/** All that a segment has. */
export function segmentTables(segment: string): readonly string[] {
  return [...plainTables(segment), ...eventIndexes(segment)];
}

/** Without the indices that can be made when the rows are there. */
export function plainTables(segment: string): readonly string[] {
  return [
    `create table ${tableOf(segment, 'event')} (
       id bigint primary key,          -- rowid.ts: the time, and the order of arrival in it
       received bigint,                -- ms after the event's time
       src_port bigint, dst_port bigint, pid bigint, score bigint, hour_of_week bigint,
       message_at bigint,              -- where in raw the message is: row.ts
       facet integer not null,
       odd integer,                    -- 1: fields also holds values that their column cannot say exactly
       src_ip bytea, dst_ip bytea,
       "user" text, domain text,
       message text,
       raw text,
       fields text,                    -- JSON of all other fields
       words tsvector)                 -- our own words with their places: words.ts`,
    `create table ${tableOf(segment, 'facet')} (id integer primary key, fields text not null)`,
    `create table ${tableOf(segment, 'rollup')} (
       minute integer not null, facet integer not null, count bigint not null, primary key (minute, facet))`,
  ];
}

export function eventIndexes(segment: string): readonly string[] {
  const event = tableOf(segment, 'event');
  const byText = (column: string): string =>
    `create index on ${event} (${indexedText(column)}, id) where ${column} is not null`;
  const byAddress = (column: string): string => `create index on ${event} (${column}, id) where ${column} is not null`;
  return [
    byText('"user"'),
    byText('domain'),
    byAddress('src_ip'),
    byAddress('dst_ip'),
    `create index on ${event} (facet, id)`,
    `create index on ${event} (${ORDINAL})`,
    `create index on ${event} (odd) where odd is not null`,
    // What is new is looked through one by one until it is taken into the index: 4 MB of it cost a search some ms.
    `create index on ${event} using gin (words) with (fastupdate = on, gin_pending_list_limit = 4096)`,
  ];
}
