// Findings as pages and programs read them. Written by follower.ts (live) and by the training (history).

import { QueryTypes, type Sequelize } from 'sequelize';
import type { Clock } from '#src/clock.js';
import { localDay } from '../local-day.js';
import type { Finding, FindingFilter, FindingOrder, FindingPage, RiskPage } from './finding.js';
import { behind, conditionOf, cursorOf, ORDERS } from './finding-query.js';
import { findingOf, type FindingRow } from './finding-row.js';
import { type RiskFilter, riskiest } from './risk.js';

export type { RiskFilter } from './risk.js';

const MAX_LISTED = 200;

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
      ...bind,
      ...after.bind,
      limit: most + 1,
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
      bind,
      type: QueryTypes.SELECT as const,
    });
    return rows.map(findingOf);
  }
}
