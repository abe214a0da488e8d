// What each rule matched: today, and when last. Counted in memory, written each minute: a crash costs a minute of counting, no more.

import { QueryTypes, type Sequelize } from 'sequelize';
import type { MatchRecord } from '../match-record.js';

export interface RuleCounts {
  /** Events since midnight in the installation's zone. */
  readonly matchesToday: number;
  /** ms, rule time */
  readonly lastMatch: number;
}

interface Row {
  readonly rule: string;
  readonly day: string;
  readonly matches: number | string;
  readonly last_match: number | string;
}

interface Counted {
  day: string;
  matches: number;
  lastMatch: number;
}

export class RuleStats {
  readonly #counted = new Map<string, Counted>();
  readonly #changed = new Set<string>();

  constructor(private readonly db: Sequelize) {}

  async load(): Promise<void> {
    const sql = 'SELECT rule, day, matches, last_match FROM rule_stats';
    for (const { rule, day, matches, last_match } of await this.db.query<Row>(sql, { type: QueryTypes.SELECT })) {
      const now = this.#counted.get(rule);
      const before = now === undefined || now.day === day ? Number(matches) : 0;
      const lastMatch = Math.max(now?.lastMatch ?? 0, Number(last_match));
      this.#counted.set(rule, { day: now?.day ?? day, matches: before + (now?.matches ?? 0), lastMatch });
    }
  }

  /** @param today in the installation's zone, see dayName */
  note(records: readonly MatchRecord[], today: string): void {
    for (const { rule, count, last } of records) {
      const counted = this.#counted.get(rule);
      this.#changed.add(rule);
      if (counted === undefined) this.#counted.set(rule, { day: today, matches: count, lastMatch: last });
      else {
        counted.matches = counted.day === today ? counted.matches + count : count;
        counted.day = today;
        counted.lastMatch = Math.max(counted.lastMatch, last);
      }
    }
  }

  /** Undefined for a rule that never matched. */
  of(rule: string, today: string): RuleCounts | undefined {
    const counted = this.#counted.get(rule);
    if (counted === undefined) return undefined;
    return { matchesToday: counted.day === today ? counted.matches : 0, lastMatch: counted.lastMatch };
  }

  /** Of rules that are gone nothing stays. */
  async write(isThere: (rule: string) => boolean): Promise<void> {
    const gone = [...this.#counted.keys()].filter((rule) => !isThere(rule));
    for (const rule of gone) this.#counted.delete(rule);
    const rows = [...this.#changed].flatMap((rule) => {
      const counted = this.#counted.get(rule);
      return counted === undefined ? [] : [{ rule, ...counted }];
    });
    this.#changed.clear();
    try {
      await this.db.transaction(async (transaction) => {
        for (const { rule, day, matches, lastMatch } of rows)
          await this.db.query(
            `INSERT INTO rule_stats (rule, day, matches, last_match) VALUES ($rule, $day, $matches, $lastMatch)
             ON CONFLICT (rule) DO UPDATE SET day = $day, matches = $matches, last_match = $lastMatch`,
            { bind: { rule, day, matches, lastMatch }, transaction },
          );
        for (const rule of gone)
          await this.db.query('DELETE FROM rule_stats WHERE rule = $rule', { bind: { rule }, transaction });
      });
    } catch (error) {
      for (const { rule } of rows) this.#changed.add(rule);
      throw error;
    }
  }
}

/** Names days of a zone: `2026-11-20`. */
export function dayNames(zone: string): (ms: number) => string {
  const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
  return (ms) => format.format(ms);
}
