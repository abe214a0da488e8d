// The values that first-seen rules know, in memory for the detector and in a table for the next start. Bounded for each rule: what was
// learned longest ago goes first. What is new is written in the transaction that says how far detection has come.

import { createHash } from 'node:crypto';
import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import { jsonRows, unfolded } from '#src/store/metadata/dialect.js';
import type { SeenValues } from '../engine/seen-values.js';

const MAX_VALUES = 100_000;

/** Whether a rule only learns at this rule time (ms). */
export type IsLearning = (rule: string, time: number) => boolean;

export class SeenBook implements SeenValues {
  /** Rule -> hash -> ms, in the order of learning. */
  readonly #byRule = new Map<string, Map<string, number>>();
  #added = new Map<string, Row>();
  #removed = new Map<string, Row>();
  #isTeaching = false;

  constructor(
    private readonly db: Sequelize,
    private readonly learns: IsLearning,
    private readonly maxValues = MAX_VALUES,
  ) {}

  /** What is known for rules that are not in memory yet. */
  async load(rules: readonly string[]): Promise<void> {
    for (const rule of rules) {
      if (this.#byRule.has(rule)) continue;
      const rows = await this.db.query<{ hash: string; first_at: number | string }>(
        'SELECT hash, first_at FROM rule_seen WHERE rule = $rule ORDER BY first_at',
        { bind: { rule }, type: QueryTypes.SELECT },
      );
      this.#byRule.set(rule, new Map(rows.map(({ hash, first_at: at }) => [hash, Number(at)])));
    }
  }

  has(rule: string, key: string, value: string): boolean {
    return this.#byRule.get(rule)?.has(hashOf(key, value)) === true;
  }

  add(rule: string, key: string, value: string, time: number): void {
    let values = this.#byRule.get(rule);
    if (values === undefined) this.#byRule.set(rule, (values = new Map()));
    const hash = hashOf(key, value);
    if (values.has(hash)) return;
    if (values.size >= this.maxValues) this.#removeOldest(rule, values, 1 + (this.maxValues >> 4));
    values.set(hash, time);
    note(this.#added, { rule, hash, at: time, isTaught: this.#isTeaching });
    this.#removed.delete(nameOf({ rule, hash }));
  }

  isLearning(rule: string, _key: string, time: number): boolean {
    return this.learns(rule, time);
  }

  /** What `lesson` adds is taught by the past: it belongs to no finding. */
  teach(lesson: () => void): void {
    this.#isTeaching = true;
    try {
      lesson();
    } finally {
      this.#isTeaching = false;
    }
  }

  /** Forgets what was seen and not written: it is to be found again. What the past taught stays. */
  forgetUnwritten(): void {
    for (const [name, { rule, hash, isTaught }] of this.#added) {
      if (isTaught) continue;
      this.#byRule.get(rule)?.delete(hash);
      this.#added.delete(name);
    }
  }

  /** How many values a rule knows. */
  countOf(rule: string): number {
    return this.#byRule.get(rule)?.size ?? 0;
  }

  get isChanged(): boolean {
    return this.#added.size + this.#removed.size > 0;
  }

  /**
   * Writes what changed since the last time. Call what it answers with when the transaction has committed, else it is written again.
   * @param which `taught`: without what belongs to findings, which are perhaps not written yet
   */
  async write(transaction: Transaction, which: 'all' | 'taught'): Promise<() => void> {
    const added = new Map([...this.#added].filter(([, { isTaught }]) => which === 'all' || isTaught));
    const removed = new Map(this.#removed);
    if (removed.size > 0)
      await this.#run(
        `DELETE FROM rule_seen WHERE (rule, hash) IN (SELECT rule, hash FROM ${unfolded(this.db, 'rows', COLUMNS)} AS removed)`,
        removed,
        transaction,
      );
    if (added.size > 0)
      await this.#run(
        `INSERT INTO rule_seen (rule, hash, first_at)
         SELECT rule, hash, first_at FROM ${unfolded(this.db, 'rows', COLUMNS)} AS added
         WHERE true ON CONFLICT (rule, hash) DO NOTHING`,
        added,
        transaction,
      );
    return () => {
      for (const name of added.keys()) this.#added.delete(name);
      for (const name of removed.keys()) this.#removed.delete(name);
    };
  }

  /** It means something else now, or is gone: it begins anew. */
  async forget(rule: string): Promise<void> {
    await this.db.query('DELETE FROM rule_seen WHERE rule = $rule', { bind: { rule } });
    this.#byRule.delete(rule);
    for (const changed of [this.#added, this.#removed])
      for (const [name, row] of changed) if (row.rule === rule) changed.delete(name);
  }

  /** Many at once: to find the oldest one V8 walks over every one that was deleted before. */
  #removeOldest(rule: string, values: Map<string, number>, count: number): void {
    let left = count;
    for (const hash of values.keys()) {
      if (left-- === 0) return;
      values.delete(hash);
      const row = { rule, hash, at: 0, isTaught: false };
      this.#added.delete(nameOf(row));
      note(this.#removed, row);
    }
  }

  async #run(sql: string, rows: ReadonlyMap<string, Row>, transaction: Transaction): Promise<void> {
    const lists = [...rows.values()].map(({ rule, hash, at }) => [rule, hash, at]);
    await this.db.query(sql, { bind: { rows: jsonRows(this.db, lists) }, transaction });
  }
}

const COLUMNS = { rule: 'text', hash: 'text', first_at: 'integer' } as const;

interface Row {
  readonly rule: string;
  readonly hash: string;
  readonly at: number;
  /** By the past. */
  readonly isTaught: boolean;
}

const nameOf = ({ rule, hash }: Pick<Row, 'rule' | 'hash'>): string => `${rule} ${hash}`;

function note(changed: Map<string, Row>, row: Row): void {
  changed.set(nameOf(row), row);
}

/** 64 bits: of 100,000 values two are taken for one in one case of four billion. */
function hashOf(key: string, value: string): string {
  return createHash('sha1').update(`${key}\n${value}`).digest('base64url').slice(0, 11);
}
