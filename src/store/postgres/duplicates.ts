// Which events of a batch came before, to whichever collector: keys of a day, class and kind are one table, and of two transactions
// with the same key the second waits for the first. For live events the days before and after are looked at too: a spool is replayed after
// midnight, and of two collectors one has it earlier. Two that store a key at the same moment, each under its own day, do not see each other:
// it is there twice then.

import type { NewEvent } from '../event-store.js';
import type { Series } from '../engine/batches.js';
import { dedupeHash } from '../engine/dedupe.js';
import { DAY_MS, dayOf, dayStart, type SegmentKey } from '../segments.js';
import { keyTableOf } from './names.js';
import { MAKING_LOCK } from './schema.js';
import type { Session } from './session.js';

export interface Split {
  readonly fresh: readonly number[];
  readonly duplicates: readonly number[];
}

export function hasKeys(events: readonly NewEvent[], part: readonly number[]): boolean {
  return part.some((index) => events[index]!.dedupeKey !== undefined);
}

/** To be called before the transaction, for a series whose events have keys. */
export async function makeKeyTable(session: Session, series: Series): Promise<void> {
  const table = keyTableOf(series);
  if ((await existing(session, [table])).length > 0) return;
  // Of two that make it at once one would fail, whatever `if not exists` promises.
  await session.transaction(async () => {
    await session.all(`select ${MAKING_LOCK}`);
    await session.all(`create table if not exists ${table} (key bytea primary key, part integer not null)`);
  });
}

/** In the transaction that stores the fresh ones: keeps their keys. @param part indices of `events` */
export async function splitDuplicates(
  session: Session,
  key: SegmentKey,
  events: readonly NewEvent[],
  part: readonly number[],
): Promise<Split> {
  const hashes = part.map((index) => dedupeHash(events[index]!));
  const wanted = [...new Set(hashes.filter((hash) => hash !== undefined))];
  const neighbours = await existing(session, neighboursOf(key));
  const isElsewhere = neighbours.map((table) => `exists (select 1 from ${table} b where b.key = decode(h, 'hex'))`);
  // Sorted, so that two transactions never wait for each other.
  const rows = await session.all<{ hash: string }>(
    `insert into ${keyTableOf(key)} as own (key, part)
     select decode(h, 'hex'), $2 from unnest($1::text[]) h
     where not (${['false', ...isElsewhere].join(' or ')})
     order by 1 on conflict do nothing returning encode(own.key, 'hex') as hash`,
    [wanted, key.part],
  );
  const added = new Set(rows.map(({ hash }) => hash));
  const fresh: number[] = [];
  const duplicates: number[] = [];
  part.forEach((index, at) => {
    const hash = hashes[at];
    (hash === undefined || added.delete(hash) ? fresh : duplicates).push(index);
  });
  return { fresh, duplicates };
}

/** With the last segment of its series. In a transaction that has the lock. */
export async function dropKeyTable(session: Session, series: Series): Promise<void> {
  await session.all(`drop table if exists ${keyTableOf(series)}`);
}

/** 8 MB, some 100,000 keys: a second's work. */
const BLOCKS_AT_ONCE = 1_000;

/**
 * Those of a segment that goes. A live one's may stay: the table goes with the others of its day. Block by block, and without the lock:
 * there is no index that finds them, and other collectors need both.
 */
export async function deleteKeys(session: Session, key: SegmentKey): Promise<void> {
  const table = keyTableOf(key);
  const [size] = await session.all<{ blocks: number | null }>(
    "select pg_relation_size(to_regclass($1)) / current_setting('block_size')::int as blocks",
    [table],
  );
  const blocks = size?.blocks ?? 0;
  for (let from = 0; from < blocks; from += BLOCKS_AT_ONCE)
    await session.all(`delete from ${table} where part = $1 and ctid >= $2::tid and ctid < $3::tid`, [
      key.part,
      `(${from},0)`,
      `(${from + BLOCKS_AT_ONCE},0)`,
    ]);
}

/** Of the days beside that of a live series. */
function neighboursOf({ day, retention, kind }: Series): readonly string[] {
  if (kind === 'import') return [];
  return [-DAY_MS, DAY_MS].map((ms) => keyTableOf({ day: dayOf(dayStart(day) + ms), retention, kind }));
}

async function existing(session: Session, tables: readonly string[]): Promise<readonly string[]> {
  const rows = await session.all<{ name: string }>(
    'select name from unnest($1::text[]) name where to_regclass(name) is not null',
    [tables],
  );
  return rows.map(({ name }) => name);
}
