// Who stands out: the highest score of the last days, which loses half of its weight each HALF_LIFE_DAYS, and a little for each finding.

import { QueryTypes, type Sequelize } from 'sequelize';
import type { Entity, EntityKind } from '../engine/entity.js';
import { LEAST_FINDING } from '../engine/scored.js';
import type { RiskPage, RiskyEntity } from './finding.js';
import { contains } from './finding-query.js';
import { findingOf, type FindingRow } from './finding-row.js';

/** Older ones weigh a thousandth: nothing. */
const RISK_DAYS = 30;
const HALF_LIFE_DAYS = 3;
const SPARK_DAYS = 14;
/** Of what is left up to 100, for a finding of today. */
const EACH = 0.03;

export interface RiskFilter {
  readonly kind?: Entity['kind'] | undefined;
  /** Part of a name. */
  readonly text?: string | undefined;
  /** How many to leave out from the top. */
  readonly offset?: number | undefined;
}

interface RiskRow {
  readonly entity_kind: EntityKind;
  readonly entity_name: string;
  readonly risk: number;
  readonly findings: number | string;
}

export async function riskiest(db: Sequelize, today: number, limit: number, filter: RiskFilter): Promise<RiskPage> {
  const asOf = await reckonedFrom(db, today);
  if (asOf === undefined) return { entities: [], total: 0, asOf };
  const { kind, text, offset = 0 } = filter;
  const named = [kind && 'entity_kind = $kind', text && `entity_name LIKE $text ESCAPE '\\'`].filter(Boolean);
  const bind = { asOf, first: asOf - RISK_DAYS, ...(kind && { kind }), ...(text && { text: contains(text) }) };
  const grouped = `
    SELECT entity_kind, entity_name,
      MAX(score * ${WEIGHT}) AS top,
      SUM(CASE WHEN score >= ${LEAST_FINDING} THEN ${WEIGHT} ELSE 0 END) AS weight,
      SUM(CASE WHEN score >= ${LEAST_FINDING} THEN 1 ELSE 0 END) AS findings
    FROM baselines_findings
    WHERE day > $first AND day <= $asOf AND (verdict_kind IS NULL OR verdict_kind = 'malicious')
      ${named.map((each) => `AND ${each}`).join(' ')}
    GROUP BY entity_kind, entity_name`;
  const rows = await db.query<RiskRow>(
    `SELECT entity_kind, entity_name, findings, top + (100 - top) * ${EACH} * weight AS risk FROM (${grouped}) AS each_entity
     ORDER BY risk DESC, entity_kind, entity_name LIMIT $limit OFFSET $offset`,
    { bind: { ...bind, limit, offset }, type: QueryTypes.SELECT },
  );
  const [sum] = await db.query<{ n: number | string }>(`SELECT COUNT(*) AS n FROM (${grouped}) AS each_entity`, {
    bind,
    type: QueryTypes.SELECT as const,
  });
  return { entities: await withDays(db, rows, asOf), total: Number(sum?.n ?? 0), asOf };
}

/** 1 today, 1/2 three days ago. */
const WEIGHT = `CASE $asOf - day ${Array.from({ length: RISK_DAYS }, (_, age) => `WHEN ${age} THEN ${(2 ** (-age / HALF_LIFE_DAYS)).toFixed(6)}`).join(' ')} ELSE 0 END`;

/** Today; of logs that end earlier, the last day on which something was found. */
async function reckonedFrom(db: Sequelize, today: number): Promise<number | undefined> {
  const [row] = await db.query<{ day: number | null }>(
    'SELECT MAX(day) AS day FROM baselines_findings WHERE day <= $today',
    { bind: { today }, type: QueryTypes.SELECT },
  );
  if (row === undefined || row.day === null) return undefined;
  return row.day > today - RISK_DAYS ? today : row.day;
}

/** In two queries, however many there are. */
async function withDays(db: Sequelize, rows: readonly RiskRow[], asOf: number): Promise<readonly RiskyEntity[]> {
  if (rows.length === 0) return [];
  const these = rows.map((_, at) => `(entity_kind = $k${at} AND entity_name = $n${at})`).join(' OR ');
  const named = rows.flatMap((row, at) => [[`k${at}`, row.entity_kind], [`n${at}`, row.entity_name]] as const); // prettier-ignore
  const bind = { asOf, ...Object.fromEntries(named) };
  const spark = await db.query<FindingRow>(
    `SELECT entity_kind, entity_name, day, score FROM baselines_findings WHERE day > $spark AND day <= $asOf AND (${these})`,
    { bind: { ...bind, spark: asOf - SPARK_DAYS }, type: QueryTypes.SELECT },
  );
  const newest = await db.query<FindingRow>(
    `SELECT f.* FROM baselines_findings AS f JOIN (
       SELECT entity_kind, entity_name, MAX(day) AS day FROM baselines_findings
       WHERE day <= $asOf AND (${these}) GROUP BY entity_kind, entity_name
     ) AS last ON f.entity_kind = last.entity_kind AND f.entity_name = last.entity_name AND f.day = last.day`,
    { bind, type: QueryTypes.SELECT },
  );
  const keyOf = (row: Pick<FindingRow, 'entity_kind' | 'entity_name'>): string =>
    `${row.entity_kind}:${row.entity_name}`;
  const newestOf = new Map(newest.map((row) => [keyOf(row), findingOf(row)]));
  return rows.map((row) => {
    const days = Array.from({ length: SPARK_DAYS }, () => 0);
    for (const each of spark) if (keyOf(each) === keyOf(row)) days[each.day - asOf + SPARK_DAYS - 1] = each.score;
    const entity = { kind: row.entity_kind, name: row.entity_name };
    return { entity, risk: row.risk, findings: Number(row.findings), newest: newestOf.get(keyOf(row))!, days };
  });
}
