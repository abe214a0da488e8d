// What one transaction of an append writes: keys, rows, facets, roll-up, marks, and what the segment says of itself.

import { Fault } from '../../faults.js';
import type { AppendBatch, Mark, NewEvent } from '../event-store.js';
import { hasKeys, makeKeyTable, splitDuplicates, type Split } from './duplicates.js';
import { COPIED_COLUMNS, type EncodedBatch } from './encoder.js';
import { SCHEMA, tableOf } from './names.js';
import type { Part } from './parts.js';
import { type Standing, standing } from './position.js';
import type { Session } from './session.js';

export interface Stored extends Split {
  /** Of the fresh ones, in their order. */
  readonly ids: readonly number[];
  readonly standing: Standing;
}

export interface Storing {
  readonly events: readonly NewEvent[];
  /** Of `events`; no more than the part has room for. */
  readonly indices: readonly number[];
  readonly marks: AppendBatch['marks'];
  /** Called when the part is ready for what comes next: see EventStore.prepare. */
  readonly encoded: () => void;
  /** Whether this transaction was committed, where the connection was lost before the server said so. */
  readonly wasStored: (xid: string) => Promise<boolean>;
}

/**
 * @throws Fault STORE_WRITE, DISK_FULL; nothing was stored then, and the session is done
 */
export async function storeBatch(
  session: Session,
  part: Part,
  { events, indices, marks: marksOf, encoded, wasStored }: Storing,
): Promise<Stored> {
  const withKeys = hasKeys(events, indices);
  if (withKeys) await makeKeyTable(session, part.state.key);
  return session.transaction(async () => {
    const split = withKeys
      ? await splitDuplicates(session, part.state.key, events, indices)
      : { fresh: indices, duplicates: [] };
    const marks = marksOf?.(split.fresh, split.duplicates) ?? [];
    const { fresh } = split;
    let ids: readonly number[] = [];
    if (fresh.length > 0) {
      const batch = part.encode(fresh.length === events.length ? events : fresh.map((index) => events[index]!));
      ids = batch.ids;
      encoded();
      await storeRows(session, batch);
    }
    if (marks.length > 0) await storeMarks(session, marks);
    return { ...split, ids, standing: await standing(session) };
  }, wasStored);
}

async function storeRows(session: Session, batch: EncodedBatch): Promise<void> {
  const { facets, rollup, state } = batch;
  await session.copy(`copy ${tableOf(state.id, 'event')} (${COPIED_COLUMNS}) from stdin`, batch.rows);
  const [row] = await session.all<{ grown: number }>(
    `with added as (
       insert into ${tableOf(state.id, 'facet')} (id, fields) select * from unnest($1::int[], $2::text[])),
     counted as (
       insert into ${tableOf(state.id, 'rollup')} as own (minute, facet, count)
       select * from unnest($3::int[], $4::int[], $5::bigint[])
       on conflict (minute, facet) do update set count = own.count + excluded.count),
     grown as (
       update ${SCHEMA}.segment set row_count = $6, next_ordinal = $7, min_id = $8, max_id = $9, odd = $10,
         facets = $11, facet_bytes = $12 where id = $13 and next_ordinal = $14 and not sealed returning 1)
     select count(*) as grown from grown`,
    [
      facets.map(([id]) => id),
      facets.map(([, json]) => json),
      ...[0, 1, 2].map((at) => rollup.map((entry) => entry[at] as number)),
      state.rows,
      state.nextOrdinal,
      state.minId ?? null,
      state.maxId ?? null,
      state.odd,
      state.facets,
      state.facetBytes,
      state.id,
      state.nextOrdinal - batch.ids.length,
    ],
  );
  if (row?.grown !== 1) throw new Fault('STORE_WRITE', `The segment ${state.id} was sealed or dropped meanwhile.`);
}

/** By key, so that two transactions never wait for each other. */
export async function storeMarks(session: Session, marks: readonly Mark[]): Promise<void> {
  const newest = new Map<string, Mark>();
  for (const mark of marks)
    if ((newest.get(mark.key)?.version ?? -Infinity) <= mark.version) newest.set(mark.key, mark);
  const sorted = [...newest.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  await session.all(
    `insert into ${SCHEMA}.mark as own (key, version, value)
     select * from unnest($1::text[], $2::bigint[], $3::text[])
     on conflict (key) do update set version = excluded.version, value = excluded.value where excluded.version > own.version`,
    [
      sorted.map(({ key }) => JSON.stringify(key)),
      sorted.map(({ version }) => version),
      sorted.map(({ value }) => JSON.stringify(value)),
    ],
  );
}
