// How much an entity has on its account: each alert that names it counts by its severity, half of it a day later, a quarter after two.
// What a person closed as harmless or as a mistake counts nothing.

import type { Sequelize } from 'sequelize';
import { larger } from '#src/store/metadata/dialect.js';
import { rowsOf } from './context.js';
import { type EntityName, folded, type NameKind } from './entity-names.js';

/** By level 1..5, a high alert about as much as three medium ones. */
export const SEVERITY_POINTS = [0, 1, 5, 15, 40, 80] as const;
const HALF_LIFE_MS = 24 * 3_600_000;
/** After so many half-lives nothing is left of it. */
const FORGOTTEN_MS = 10 * HALF_LIFE_MS;
/** The newest: with more than these it is a flood, and the riskiest are among them. */
const MAX_COUNTED = 10_000;

export interface EntityRisk extends EntityName {
  /** Sum of points, rounded; 40 is one high alert of now. */
  readonly risk: number;
  /** That count. */
  readonly alerts: number;
  /** ms since 1970 */
  readonly last: number;
}

/** One alert's share, of `now` (ms). */
const points = (
  db: Sequelize,
): string => `(CASE severity ${SEVERITY_POINTS.map((worth, level) => `WHEN ${level} THEN ${worth}`).join(' ')} ELSE 0 END)
  * pow(CAST(0.5 AS double precision), ${larger(db, '0', '$now - last')} / ${HALF_LIFE_MS}.0)`;
const COUNTED = `NOT is_test AND last > $since AND (state <> 'closed' OR reason NOT IN ('benign', 'false'))`;

/** The highest first. A source is left out: it is where events come from, not who did something. */
export async function riskiest(db: Sequelize, now: number, limit: number): Promise<readonly EntityRisk[]> {
  const rows = await rowsOf<EntityRisk>(
    db,
    // The left side of CROSS JOIN is what SQLite begins with: the newest alerts, not all entities.
    `SELECT kind, min(name) AS name, sum(${points(db)}) AS risk, count(*) AS alerts, max(last) AS last
     FROM (SELECT id, severity, last FROM alerts WHERE ${COUNTED} ORDER BY last DESC LIMIT ${MAX_COUNTED}) AS counted
     CROSS JOIN alert_entities WHERE alert_id = id AND kind <> 'source'
     GROUP BY kind, folded ORDER BY risk DESC, last DESC LIMIT ${limit}`,
    { now, since: now - FORGOTTEN_MS },
  );
  return rows.map(toRisk).filter(({ risk }) => risk > 0);
}

export async function riskOf(db: Sequelize, kind: NameKind, name: string, now: number): Promise<EntityRisk> {
  const [row] = await rowsOf<{ risk: number | null; alerts: number; last: number | null }>(
    db,
    `SELECT sum(${points(db)}) AS risk, count(*) AS alerts, max(last) AS last
     FROM alerts JOIN alert_entities ON alert_id = id WHERE ${COUNTED} AND kind = $kind AND folded = $folded`,
    { now, since: now - FORGOTTEN_MS, kind, folded: folded(name) },
  );
  return toRisk({ kind, name, risk: row?.risk ?? 0, alerts: row?.alerts ?? 0, last: row?.last ?? 0 });
}

function toRisk({ kind, name, risk, alerts, last }: EntityRisk): EntityRisk {
  return { kind, name, risk: Math.round(risk), alerts: Number(alerts), last: Number(last) };
}
