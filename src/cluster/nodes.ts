// The table of nodes: each writes its own row, all read all. Only with PostgreSQL, whose clock says who is there: those of the hosts do
// not matter.

import { QueryTypes, type Sequelize } from 'sequelize';
import { Fault } from '../faults.js';
import type { CollectorHealth } from '../link/messages.js';
import { healthText, type NodeHealth, readHealth } from './node-health.js';

/** Who was not seen for so long is away. */
const AWAY_MS = 10_000;
const NOW = 'CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)';

export interface NodeFacts {
  /** 16 hex digits; see node-id.ts. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'portal' | 'collector';
  readonly version: string;
  /** ms since 1970, by its own clock */
  readonly startedAt: number;
  readonly hasDuties: boolean;
}

export interface Node extends NodeFacts {
  readonly isUs: boolean;
  /** ms since 1970, by the server's clock */
  readonly seenAt: number;
  readonly isAway: boolean;
  /** False: its collector does not answer it; `health` is the last that did. */
  readonly collects: boolean;
  /** Undefined: none yet, or another version tells it in a way that this one cannot read. */
  readonly health: NodeHealth | undefined;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly kind: 'portal' | 'collector';
  readonly version: string;
  readonly started_at: string | number;
  readonly seen_at: string | number;
  readonly has_duties: boolean;
  readonly collects: boolean;
  readonly is_away: boolean;
  /** Null also where it is the one that is known. */
  readonly health: string | null;
}

export class Nodes {
  /** As they were read last, by id: what did not change is not sent again. */
  #known = new Map<string, Node>();

  /** @param db opens it when it is needed first, and again when that failed */
  constructor(private readonly db: () => Promise<Sequelize>) {}

  /** `health` undefined: its collector is away; what is known of it stays. Returns whether another process wrote this row just before. */
  async write(own: NodeFacts, health: CollectorHealth | undefined): Promise<boolean> {
    const { id, name, kind, version, startedAt, hasDuties } = own;
    const db = await this.db();
    // The row that RETURNING selects is the one from before.
    const [written] = await db.query<{ before: string | number | null }>(
      `INSERT INTO nodes (id, name, kind, version, started_at, seen_at, has_duties, collects, health)
       VALUES ($id, $name, $kind, $version, $startedAt, ${NOW}, $hasDuties, $collects, $health)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, kind = excluded.kind, version = excluded.version,
         started_at = excluded.started_at, seen_at = excluded.seen_at, has_duties = excluded.has_duties,
         collects = excluded.collects, health = coalesce(excluded.health, nodes.health)
       RETURNING (SELECT n.started_at FROM nodes n WHERE n.id = $id) AS before`,
      {
        type: QueryTypes.SELECT,
        bind: {
          id,
          name,
          kind,
          version,
          startedAt,
          hasDuties,
          collects: health !== undefined,
          health: health === undefined ? null : healthText(health),
        },
      },
    );
    const before = written?.before ?? null;
    return before !== null && Number(before) !== startedAt;
  }

  /** All of them, by name. */
  async read(ownId: string): Promise<readonly Node[]> {
    const known = Object.fromEntries([...this.#known].map(([id, { seenAt }]) => [id, seenAt]));
    const db = await this.db();
    const rows = await db.query<Row>(
      `SELECT id, name, kind, version, started_at, seen_at, has_duties, collects, seen_at < ${NOW} - ${AWAY_MS} AS is_away,
         CASE WHEN CAST(CAST($known AS json) ->> id AS bigint) = seen_at THEN NULL ELSE health END AS health
       FROM nodes ORDER BY lower(name), id`,
      { type: QueryTypes.SELECT, bind: { known: JSON.stringify(known) } },
    );
    const nodes = rows.map((row) => this.#nodeOf(row, ownId));
    this.#known = new Map(nodes.map((node) => [node.id, node]));
    return nodes;
  }

  /** Of a node that is gone for good. Answers with its name. @throws Fault NOT_FOUND, CONFLICT (it is there) */
  async remove(id: string): Promise<string> {
    const db = await this.db();
    const [gone] = await db.query<{ name: string }>(
      `DELETE FROM nodes WHERE id = $id AND seen_at < ${NOW} - ${AWAY_MS} RETURNING name`,
      { type: QueryTypes.SELECT, bind: { id } },
    );
    if (gone !== undefined) return gone.name;
    const [there] = await db.query<{ name: string }>('SELECT name FROM nodes WHERE id = $id', {
      type: QueryTypes.SELECT,
      bind: { id },
    });
    if (there === undefined) throw new Fault('NOT_FOUND', `There is no node ${id}. It may have been removed already.`);
    throw new Fault(
      'CONFLICT',
      `The node ${there.name} is there: it was seen in the last ${AWAY_MS / 1_000} seconds. Stop it first, then remove it.`,
    );
  }

  #nodeOf(row: Row, ownId: string): Node {
    const seenAt = Number(row.seen_at);
    const known = this.#known.get(row.id);
    return {
      id: row.id,
      name: row.name,
      kind: row.kind,
      version: row.version,
      startedAt: Number(row.started_at),
      seenAt,
      hasDuties: row.has_duties,
      collects: row.collects,
      isAway: row.is_away,
      isUs: row.id === ownId,
      health: known?.seenAt === seenAt ? known.health : row.health === null ? undefined : readHealth(row.health),
    };
  }
}
