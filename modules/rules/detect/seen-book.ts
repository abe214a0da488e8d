// The values that first-seen rules know, in memory for the detector and in a table for the next start. Bounded for each rule (which go
// first: engine/known-values.ts). What is new is written in the transaction that says how far detection has come.

import { createHash } from 'node:crypto';
import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import { jsonRows, unfolded } from '#src/store/metadata/dialect.js';
import { KnownValues } from '../engine/known-values.js';
import { MAX_VALUES, type SeenValues } from '../engine/seen-values.js';

/** Whether a rule only learns at this rule time (ms). */
export type IsLearning = (rule: string, time: number) => boolean;

export class SeenBook implements SeenValues {
  /** Of hashes. */
  readonly #byRule = new Map<string, KnownValues>();
  readonly #added = new Map<string, Row>();
  readonly #removed = new Map<string, Named>();
  /** By rule. */
  readonly #forgotten = new Map<string, number>();
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
      const rows = await this.db.query<{ hash: string; at: number | string; is_usual: number | boolean }>(
        `SELECT hash, COALESCE(again_at, first_at) AS at, again_at IS NOT NULL AS is_usual
         FROM rule_seen WHERE rule = $rule ORDER BY at`,
        { bind: { rule }, type: QueryTypes.SELECT },
      );
      const values = this.#valuesOf(rule);
      for (const { hash, at, is_usual: isUsual } of rows) values.restore(hash, Number(at), Boolean(isUsual));
    }
  }

  see(rule: string, key: string, value: string, time: number): boolean {
    const values = this.#valuesOf(rule);
    const hash = hashOf(key, value);
    const sight = values.see(hash, time);
    if (sight === 'known') return false;
    if (sight === 'again') {
      this.#noteAgain(rule, hash, time);
      return false;
    }
    this.#added.set(nameOf({ rule, hash }), { rule, hash, first: time, isOfFinding: !this.#isTeaching });
    this.#removed.delete(nameOf({ rule, hash }));
    for (const forgotten of values.makeRoom()) this.#noteForgotten(rule, forgotten);
    return true;
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
    for (const [name, { rule, hash, isOfFinding }] of this.#added) {
      if (!isOfFinding) continue;
      this.#byRule.get(rule)?.delete(hash);
      this.#added.delete(name);
    }
  }

  /** How many values of a rule went for want of room. */
  forgottenOf(rule: string): number {
    return this.#forgotten.get(rule) ?? 0;
  }

  /**
   * Writes what changed since the last time. Call what it answers with when the transaction has committed, else it is written again.
   * @param which `taught`: without what belongs to findings, which are perhaps not written yet
   */
  async write(transaction: Transaction, which: 'all' | 'taught'): Promise<() => void> {
    const added = new Map([...this.#added].filter(([, { isOfFinding }]) => which === 'all' || !isOfFinding));
    const removed = new Map(this.#removed);
    if (removed.size > 0)
      await this.#run(
        `DELETE FROM rule_seen
         WHERE (rule, hash) IN (SELECT rule, hash FROM ${unfolded(this.db, 'rows', NAME)} AS removed)`,
        [...removed.values()].map(({ rule, hash }) => [rule, hash]),
        transaction,
      );
    if (added.size > 0)
      await this.#run(
        `INSERT INTO rule_seen (rule, hash, first_at, again_at)
         SELECT rule, hash, first_at, again_at FROM ${unfolded(this.db, 'rows', COLUMNS)} AS added
         WHERE true ON CONFLICT (rule, hash) DO UPDATE SET again_at = excluded.again_at`,
        [...added.values()].map(({ rule, hash, first, again }) => [rule, hash, first, again ?? null]),
        transaction,
      );
    return () => {
      // What came again meanwhile is written with the next ones.
      for (const [name, row] of added) if (this.#added.get(name) === row) this.#added.delete(name);
      for (const name of removed.keys()) this.#removed.delete(name);
    };
  }

  /** It means something else now, or is gone: it begins anew. */
  async forget(rule: string): Promise<void> {
    await this.db.query('DELETE FROM rule_seen WHERE rule = $rule', { bind: { rule } });
    this.#byRule.delete(rule);
    this.#forgotten.delete(rule);
    for (const changed of [this.#added, this.#removed])
      for (const [name, row] of changed) if (row.rule === rule) changed.delete(name);
  }

  /** Where the row is there already, the time of its first sight is known better there, and stays. */
  #noteAgain(rule: string, hash: string, time: number): void {
    const { first = time, isOfFinding = false } = this.#added.get(nameOf({ rule, hash })) ?? {};
    this.#added.set(nameOf({ rule, hash }), { rule, hash, first, again: time, isOfFinding });
  }

  #noteForgotten(rule: string, hash: string): void {
    this.#forgotten.set(rule, this.forgottenOf(rule) + 1);
    this.#added.delete(nameOf({ rule, hash }));
    this.#removed.set(nameOf({ rule, hash }), { rule, hash });
  }

  #valuesOf(rule: string): KnownValues {
    let values = this.#byRule.get(rule);
    if (values === undefined) this.#byRule.set(rule, (values = new KnownValues(this.maxValues)));
    return values;
  }

  async #run(sql: string, rows: readonly unknown[], transaction: Transaction): Promise<void> {
    await this.db.query(sql, { bind: { rows: jsonRows(this.db, rows) }, transaction });
  }
}

const NAME = { rule: 'text', hash: 'text' } as const;
const COLUMNS = { ...NAME, first_at: 'integer', again_at: 'integer' } as const;

interface Named {
  readonly rule: string;
  readonly hash: string;
}

interface Row extends Named {
  /** ms */
  readonly first: number;
  readonly again?: number;
  /** Told with one: whoever finds it again is to see it as new until that is written. */
  readonly isOfFinding: boolean;
}

const nameOf = ({ rule, hash }: Named): string => `${rule} ${hash}`;

/** 64 bits: of 100,000 values two are taken for one in one case of four billion. */
function hashOf(key: string, value: string): string {
  return createHash('sha1').update(`${key}\n${value}`).digest('base64url').slice(0, 11);
}
