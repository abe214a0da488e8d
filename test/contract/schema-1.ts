// A segment file that an earlier version wrote (schema 1: indices instead of postings and runs, no `common`). Its tables and its rows are
// frozen here as that version made them.

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { FieldValue, LogEvent } from '#src/event/event.js';
import { addressOf } from '#src/query/address.js';
import { foldForWords } from '#src/query/words.js';
import { dedupeHash } from '#src/store/engine/dedupe.js';
import { eventId } from '#src/store/engine/rowid.js';
import { openDatabase } from '#src/store/sqlite/driver.js';
import { makeEvent, NOON } from './samples.js';

const DAY_START = Date.UTC(2026, 10, 20);
export const ID = '20261120-default-live-0';

const TABLES = [
  `create table segment (day text not null, retention text not null, kind text not null, part integer not null, created integer not null,
     sealed integer not null, rows integer not null, next_ordinal integer not null, min_id integer, max_id integer,
     odd integer not null, facet_bytes integer not null)`,
  `create table event (id integer primary key, received integer, facet integer not null, user text, src_ip blob, src_port integer,
     dst_ip blob, dst_port integer, domain text, pid integer, score integer, hour_of_week integer, message, raw text, fields text,
     odd integer)`,
  'create index event_user on event (user collate nocase) where user is not null',
  'create index event_domain on event (domain collate nocase) where domain is not null',
  'create index event_src_ip on event (src_ip) where src_ip is not null',
  'create index event_dst_ip on event (dst_ip) where dst_ip is not null',
  'create index event_facet on event (facet)',
  'create index event_arrival on event (id & 8388607)',
  'create index event_odd on event (odd) where odd is not null',
  'create table facet (id integer primary key, fields text not null)',
  'create table rollup (minute integer, facet integer, count integer not null, primary key (minute, facet)) without rowid',
  'create table dedupe (key blob primary key) without rowid',
  'create table mark (key text primary key, version integer not null, value text not null) without rowid',
  `create virtual table words using fts5 (text, content = '', tokenize = 'ascii', detail = full, columnsize = 0)`,
  "insert into words (words, rank) values ('pgsz', 8000)",
  'pragma user_version = 1',
];

/** What was a facet then. */
const FACETS = ['lanwarden.source', 'lanwarden.family', 'event.dataset', 'host.name', 'event.severity'];
const COLUMNS: Readonly<Record<string, string>> = {
  'user.name': 'user',
  'source.ip': 'src_ip',
  'source.port': 'src_port',
  'dns.question.name': 'domain',
  'process.pid': 'pid',
  'lanwarden.hour_of_week': 'hour_of_week',
};

/** Some out of order, some with values that a column cannot say, some whose message is no part of the line. */
export const EVENTS: readonly LogEvent[] = Array.from({ length: 300 }, (_, n) => {
  const user = ['root', 'Root', 'anna', 'straße', undefined][n % 5];
  const message = `${n % 3 === 0 ? 'Failed' : 'Accepted'} password for ${user ?? 'nobody'} n${n} größer`;
  const fields: Record<string, FieldValue | undefined> = {
    '@timestamp': NOON + (n % 10 === 9 ? -500 * n : 2_000 * n),
    'event.ingested': NOON + 2_000 * n,
    'host.name': `h${n % 4}`,
    'event.severity': 1 + (n % 5),
    'user.name': n % 50 === 7 ? ['a', 'b'] : user,
    'source.ip': ['192.0.2.1', '192.0.2.77', '2001:db8::1', undefined][n % 4],
    'source.port': n % 50 === 8 ? 'ssh' : 1_024 + n,
    'dns.question.name': n % 6 === 0 ? `d${n % 12}.example.org` : undefined,
    'x.method': ['password', 'publickey', 7, true, undefined][n % 5],
    'x.list': n % 9 === 0 ? ['one', `two ${n % 4}`] : undefined,
    'x.unique': `u${n}`,
    message,
    'event.original': n % 7 === 0 ? `<13>😀 ${message}` : n % 7 === 1 ? `line ${n}` : `<13>h: ${message}`,
  };
  const known = Object.entries({ ...makeEvent(), ...fields }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(known) as unknown as LogEvent;
});

export const COMMIT = 100;

/** As the writer of that version did: by commits of so many, each in the order of time. Gives the events with their ids. */
export async function makePart(dataDir: string): Promise<LogEvent[]> {
  await mkdir(join(dataDir, 'events'), { recursive: true });
  const db = await openDatabase(join(dataDir, 'events', `${ID}.sqlite`), 'write');
  const stored: LogEvent[] = [];
  const facets = new Map<string, number>();
  const ids: number[] = [];
  let odd = 0;
  try {
    for (const statement of TABLES) await db.run(statement);
    await db.run('begin immediate');
    for (let start = 0; start < EVENTS.length; start += COMMIT) {
      const order = EVENTS.slice(start, start + COMMIT)
        .map((event, at) => ({ event, at: start + at }))
        .sort((a, b) => a.event['@timestamp'] - b.event['@timestamp'] || a.at - b.at);
      for (const [place, { event, at }] of order.entries()) {
        const id = (event['@timestamp'] - DAY_START) * 8_388_608 + start + place;
        const row = rowOf(event);
        const facet = facets.get(row.facet) ?? facets.size + 1;
        if (!facets.has(row.facet)) await db.run('insert into facet values ($1, $2)', [facet, row.facet]);
        facets.set(row.facet, facet);
        const cells = {
          ...row.cells,
          id,
          facet,
          odd: row.isOdd ? 1 : null,
          received: event['event.ingested'] - event['@timestamp'],
        };
        await insertRow(db, cells);
        await db.run(`insert into words (rowid, text) values (cast($1 as integer), $2)`, [
          id,
          foldForWords(event.message!),
        ]);
        await db.run(
          'insert into rollup values (cast($1 as integer), $2, 1) on conflict do update set count = count + 1',
          [Math.floor((event['@timestamp'] - DAY_START) / 60_000), facet],
        );
        odd += row.isOdd ? 1 : 0;
        ids.push(id);
        stored[at] = { ...event, 'event.id': eventId(ID, id) } as LogEvent;
      }
    }
    await db.run('insert into dedupe values (unhex($1))', [dedupeHash({ event: EVENTS[0]!, dedupeKey: 'first' })!]);
    await db.run("insert into mark values ('ledger', 4, 'four')");
    await db.run(
      `insert into segment select '20261120', 'default', 'live', 0, 1, 0, value ->> 0, value ->> 0, value ->> 1, value ->> 2, value ->> 3, 100
       from json_each($1)`,
      [JSON.stringify([[EVENTS.length, Math.min(...ids), Math.max(...ids), odd]])],
    );
    await db.run('commit');
    await db.all('pragma journal_mode = wal');
  } finally {
    await db.close();
  }
  return stored;
}

type Cell = string | number | null;

/** A value that is not of its column's kind stays in `fields`, and the row is odd. */
function rowOf(event: LogEvent): { cells: Record<string, Cell>; facet: string; isOdd: boolean } {
  const cells: Record<string, Cell> = {};
  const rest: Record<string, FieldValue> = {};
  let isOdd = false;
  for (const [name, value] of Object.entries(event) as [string, FieldValue][]) {
    if (FACETS.includes(name) || ['@timestamp', 'event.ingested', 'message', 'event.original'].includes(name)) continue;
    const column = COLUMNS[name];
    const isNumber = ['src_port', 'pid', 'hour_of_week'].includes(column ?? '');
    const isFit = typeof value === (isNumber ? 'number' : 'string');
    if (column !== undefined && isFit) {
      cells[column] = column === 'src_ip' ? Buffer.from(addressOf(value as string)!).toString('hex') : (value as Cell);
      continue;
    }
    if (column !== undefined) isOdd = true;
    rest[name] = value;
  }
  const [message, raw] = [event.message!, event['event.original']!];
  // Where the message begins in the line, where it is its end and nothing before it takes two units.
  const start = raw.endsWith(message) && !raw.startsWith('<13>😀') ? raw.length - message.length : undefined;
  cells['message'] = start ?? message;
  cells['raw'] = raw;
  cells['fields'] = Object.keys(rest).length === 0 ? null : JSON.stringify(rest);
  const facet = Object.fromEntries(FACETS.map((name) => [name, (event as Record<string, FieldValue>)[name]]));
  return { cells, facet: JSON.stringify(facet), isOdd };
}

async function insertRow(db: Awaited<ReturnType<typeof openDatabase>>, cells: Record<string, Cell>): Promise<void> {
  const names = Object.keys(cells);
  const values = names.map((name, at) => (name === 'src_ip' ? `unhex(value ->> ${at})` : `value ->> ${at}`));
  await db.run(`insert into event (${names.join(', ')}) select ${values.join(', ')} from json_each($1)`, [
    JSON.stringify([Object.values(cells)]),
  ]);
}
