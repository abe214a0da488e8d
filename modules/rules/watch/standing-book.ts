// The conditions that stand, kept in the metadata database in the same transaction as their alerts, so that a restart neither raises one
// again nor forgets to say that it is over.

import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import { conditionName, type Settled, type Standing } from './settle.js';

/** Of a key, in UTF-8: PostgreSQL's indices take no more. After a restart such a condition is told anew. */
const MAX_KEY_BYTES = 2_400;
const isKeepable = ({ key }: Standing): boolean => Buffer.byteLength(key) <= MAX_KEY_BYTES;

export class StandingBook {
  readonly #standing = new Map<string, Standing>();
  #isLoaded = false;

  constructor(private readonly db: Sequelize) {}

  /** By conditionName. */
  async standing(): Promise<ReadonlyMap<string, Standing>> {
    if (this.#isLoaded) return this.#standing;
    const rows = await this.db.query<{ rule: string; key: string; since: number; told_at: number }>(
      'SELECT rule, key, since, told_at FROM rule_conditions',
      { type: QueryTypes.SELECT },
    );
    for (const { rule, key, since, told_at } of rows)
      this.#standing.set(conditionName({ rule, key }), { rule, key, since: Number(since), toldAt: Number(told_at) });
    this.#isLoaded = true;
    return this.#standing;
  }

  async write({ kept, ended }: Pick<Settled, 'kept' | 'ended'>, transaction: Transaction): Promise<void> {
    for (const { rule, key } of ended)
      await this.db.query('DELETE FROM rule_conditions WHERE rule = $rule AND key = $key', {
        bind: { rule, key },
        transaction,
      });
    for (const { rule, key, since, toldAt } of kept.filter(isKeepable))
      await this.db.query(
        `INSERT INTO rule_conditions (rule, key, since, told_at) VALUES ($rule, $key, $since, $toldAt)
         ON CONFLICT (rule, key) DO UPDATE SET since = $since, told_at = $toldAt`,
        { bind: { rule, key, since, toldAt }, transaction },
      );
  }

  /** Their alerts are not there any more: what is still wrong is told anew. */
  async forget(all: readonly Pick<Standing, 'rule' | 'key'>[]): Promise<void> {
    const ended = all.flatMap((each) => this.#standing.get(conditionName(each)) ?? []);
    await this.db.transaction((transaction) => this.write({ kept: [], ended }, transaction));
    this.committed({ kept: [], ended });
  }

  /** To be called when what was written is committed. */
  committed({ kept, ended }: Pick<Settled, 'kept' | 'ended'>): void {
    for (const each of ended) this.#standing.delete(conditionName(each));
    for (const each of kept) this.#standing.set(conditionName(each), each);
  }
}
