// Databases as Pi-hole makes them, for tests: the schema of v5.0 (one table), and that of v6 (a view over linked tables).

import { type Database, openDatabase } from '#src/store/sqlite/driver.js';

export interface FtlRow {
  readonly id: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly type?: number;
  readonly status?: number;
  readonly domain?: string;
  readonly client?: string;
  readonly forward?: string;
}

export type Schema = 'v5' | 'v6';

const COLUMNS = 'id, timestamp, type, status, domain, client, forward, additional_info, reply_type, reply_time, dnssec';
const V5 = [
  `create table queries (id integer primary key autoincrement, timestamp integer not null, type integer not null, status integer not null, domain text not null, client text not null, forward text)`,
  `create index idx_queries_timestamps on queries (timestamp)`,
];
const V6 = [
  `create table query_storage (id integer primary key autoincrement, timestamp integer not null, type integer not null, status integer not null, domain integer not null, client integer not null, forward integer, additional_info integer, reply_type integer, reply_time real, dnssec integer, list_id integer, ede integer)`,
  `create index idx_queries_timestamps on query_storage (timestamp)`,
  `create table domain_by_id (id integer primary key, domain text not null)`,
  `create table client_by_id (id integer primary key, ip text not null, name text)`,
  `create table forward_by_id (id integer primary key, forward text not null)`,
  `create unique index client_by_id_client_idx on client_by_id (ip, name)`,
  `create view queries as select id, timestamp, type, status,
     case typeof(domain) when 'integer' then (select domain from domain_by_id d where d.id = q.domain) else domain end domain,
     case typeof(client) when 'integer' then (select ip from client_by_id c where c.id = q.client) else client end client,
     case typeof(forward) when 'integer' then (select forward from forward_by_id f where f.id = q.forward) else forward end forward,
     additional_info, reply_type, reply_time, dnssec, list_id, ede from query_storage q`,
];

export async function makeFtl(path: string, schema: Schema): Promise<Database> {
  const db = await openDatabase(path, 'write');
  for (const statement of schema === 'v5' ? V5 : V6) await db.run(statement);
  return db;
}

export async function addQuery(db: Database, schema: Schema, row: FtlRow): Promise<void> {
  const { id, timestamp, type = 1, status = 2, domain = 'example.org', client = '192.0.2.50', forward } = row;
  if (schema === 'v5') {
    await db.run('insert into queries values ($1, $2, $3, $4, $5, $6, $7)', [id, timestamp, type, status, domain, client, forward ?? '']); // prettier-ignore
    return;
  }
  await db.run('insert into domain_by_id values ($1, $2)', [id, domain]);
  await db.run('insert or ignore into client_by_id (ip, name) values ($1, $2)', [client, 'laptop.lan']);
  await db.run('insert into forward_by_id values ($1, $2)', [id, forward ?? '203.0.113.53#53']);
  await db.run(
    `insert into query_storage (${COLUMNS}) values ($1, $2, $3, $4, $1, (select id from client_by_id where ip = $5), $1, null, 4, 0.012, 2)`,
    [id, timestamp, type, status, client],
  );
}
