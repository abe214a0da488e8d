// Findings as pages and programs read them. Written by follower.ts (live) and by the training (history).

import { QueryTypes, type Sequelize } from 'sequelize';
import type { Clock } from '#src/clock.js';
import type { Entity } from '../engine/entity.js';
import { LEAST_FINDING } from '../engine/scored.js';
import { localDay } from '../local-day.js';
import type { Finding, FindingDay, FindingFilter, FindingOrder, FindingPage, RiskPage } from './finding.js';
import { behind, conditionOf, cursorOf, ORDERS } from './finding-query.js';
import { findingOf, type FindingRow } from './finding-row.js';
import { type RiskFilter, riskiest } from './risk.js';

export type { RiskFilter } from './risk.js';

const MAX_LISTED = 200;
const MAX_DAYS = 400;

/** A Nest provider. */
export class Findings {
  constructor(
    private readonly db: Sequelize,
    private readonly clock: Clock,
    private readonly zone: () => string,
  ) {}

  /** @param limit 1..200 @throws Fault BAD_REQUEST for a cursor that is none */
  async list(filter: FindingFilter, cursor?: string, limit = 50, order: FindingOrder = 'newest'): Promise<FindingPage> {
    const { sql, bind } = conditionOf(filter);
    const after = cursor === undefined || cursor === '' ? { sql: '1 = 1', bind: {} } : behind(cursor, order);
    const most = Math.min(Math.max(1, limit), MAX_LISTED);
    const rows = await this.#select(`WHERE ${sql} AND ${after.sql} ORDER BY ${ORDERS[order]} LIMIT $limit`, {
      ...{ ...bind, ...after.bind, limit: most + 1 },
    });
    const findings = rows.slice(0, most);
    const last = findings.at(-1);
    return { findings, next: rows.length > most && last !== undefined ? cursorOf(last) : undefined };
  }

  async count(filter: FindingFilter): Promise<number> {
    const { sql, bind } = conditionOf(filter);
    const [row] = await this.db.query<{ n: number | string }>(
      `SELECT COUNT(*) AS n FROM baselines_findings WHERE ${sql}`,
      { bind, type: QueryTypes.SELECT },
    );
    return Number(row?.n ?? 0);
  }

  async get(id: number): Promise<Finding | undefined> {
    if (!Number.isSafeInteger(id)) return undefined;
    return (await this.#select('WHERE id = $id', { id }))[0];
  }

  /** Of an entity and a day. */
  async of({ kind, name }: Entity, day: number): Promise<Finding | undefined> {
    const where = 'WHERE entity_kind = $kind AND entity_name = $name AND day = $day';
    return (await this.#select(where, { kind, name, day }))[0];
  }

  /** The last `days` days (1..400) up to `to` (default: today), each of them, oldest first. */
  async byDay(days: number, filter: FindingFilter = {}, to = this.today): Promise<readonly FindingDay[]> {
    const count = Math.min(Math.max(1, Math.floor(days)), MAX_DAYS);
    const { sql, bind } = conditionOf({ ...filter, from: to - count + 1, to });
    const rows = await this.db.query<{ day: number; found: number; every: number; highest: number }>(
      `SELECT day, SUM(CASE WHEN score >= ${LEAST_FINDING} THEN 1 ELSE 0 END) AS found, COUNT(*) AS every, MAX(score) AS highest
       FROM baselines_findings WHERE ${sql} GROUP BY day`,
      { bind, type: QueryTypes.SELECT },
    );
    const byDay = new Map(rows.map((row) => [row.day, row]));
    return Array.from({ length: count }, (_, at) => {
      const day = to - count + 1 + at;
      const row = byDay.get(day);
      const found = Number(row?.found ?? 0);
      return { day, found, below: Number(row?.every ?? 0) - found, highest: row?.highest ?? 0 };
    });
  }

  /** The riskiest first. @param limit 1..200 */
  riskiest(limit: number, filter: RiskFilter = {}): Promise<RiskPage> {
    return riskiest(this.db, this.today, Math.min(Math.max(1, limit), MAX_LISTED), filter);
  }

  /** Since 1970, in the installation’s zone. */
  get today(): number {
    return localDay(this.clock.now(), this.zone());
  }

  async #select(where: string, bind: Record<string, unknown>): Promise<Finding[]> {
    const rows = await this.db.query<FindingRow>(`SELECT * FROM baselines_findings ${where}`, {
      ...{ bind, type: QueryTypes.SELECT as const },
    });
    return rows.map(findingOf);
  }
}
