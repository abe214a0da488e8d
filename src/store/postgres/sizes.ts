// Bytes on the server's disk, indices and dedupe keys and all. To ask for them means to look at many files: what is closed is not asked for
// each time.

import type { SegmentState } from '../engine/segment.js';
import type { Database } from './driver.js';
import { SCHEMA } from './names.js';

/** A closed segment is vacuumed when it was seen to be closed, and keys of an import go one by one. */
const KNOWN_FOR_MS = 600_000;

type Bytes = ReadonlyMap<string, number>;

interface Known {
  /** Ids of the parts it was asked of. */
  readonly parts: string;
  readonly bytes: Bytes;
  readonly until: number;
}

export class Sizes {
  /** By series, of those that get no more rows. */
  #known: ReadonlyMap<string, Known> = new Map();

  /** By segment; `states` are all there are. */
  async of(db: Database, states: readonly SegmentState[]): Promise<Bytes> {
    const now = performance.now();
    const all = bySeries(states);
    const known = new Map<string, Known>();
    for (const [series, parts] of all) {
      const before = this.#known.get(series);
      if (before !== undefined && before.parts === idsOf(parts) && before.until > now) known.set(series, before);
    }
    const asked = [...all].filter(([series]) => !known.has(series));
    const tables = await tableBytes(db, asked);
    const fresh = asked.map(([series, parts]): readonly [string, Known] => [
      series,
      { parts: idsOf(parts), bytes: bytesOf(series, parts, tables), until: now + KNOWN_FOR_MS },
    ]);
    for (const [series, its] of fresh) if (all.get(series)!.every(({ sealed }) => sealed)) known.set(series, its);
    this.#known = known;
    return new Map([...known.values(), ...fresh.map(([, its]) => its)].flatMap(({ bytes }) => [...bytes]));
  }
}

function bySeries(states: readonly SegmentState[]): ReadonlyMap<string, readonly SegmentState[]> {
  const all = new Map<string, SegmentState[]>();
  for (const state of states) {
    const { day, retention, kind } = state.key;
    const series = `${day}-${retention}-${kind}`;
    const parts = all.get(series);
    if (parts === undefined) all.set(series, [state]);
    else parts.push(state);
  }
  return all;
}

const idsOf = (parts: readonly SegmentState[]): string => parts.map(({ id }) => id).join();

async function tableBytes(
  db: Database,
  asked: readonly (readonly [string, readonly SegmentState[]])[],
): Promise<Bytes> {
  if (asked.length === 0) return new Map();
  const names = asked.flatMap(([series, parts]) => [`keys_${series}`, ...parts.flatMap(({ id }) => tablesOf(id))]);
  const rows = await db.all<{ name: string; bytes: number }>(
    `select relname as name, coalesce(pg_total_relation_size(oid), 0)::bigint as bytes from pg_class
     where relnamespace = '${SCHEMA}'::regnamespace and relname = any ($1::text[])`,
    [names],
  );
  return new Map(rows.map(({ name, bytes }) => [name, bytes]));
}

const tablesOf = (id: string): readonly string[] => [`event_${id}`, `facet_${id}`, `rollup_${id}`];

/** The keys are those of all parts of a series: each has its share by its rows. */
function bytesOf(series: string, parts: readonly SegmentState[], tables: Bytes): Bytes {
  const keys = tables.get(`keys_${series}`) ?? 0;
  const rows = parts.reduce((sum, each) => sum + each.rows, 0);
  const share = (own: number): number => (rows === 0 ? keys / parts.length : (keys * own) / rows);
  return new Map(
    parts.map((part) => [
      part.id,
      tablesOf(part.id).reduce((sum, name) => sum + (tables.get(name) ?? 0), Math.round(share(part.rows))),
    ]),
  );
}
