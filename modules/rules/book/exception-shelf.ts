// The exceptions: in memory for whoever asks all the time, in the table for the next start and for the other portals. Hits are added to
// the table's now and then, not each time.

import { type ModelStatic, QueryTypes, type Sequelize } from 'sequelize';
import type { Clock } from '#src/clock.js';
import { InTurn } from '#src/cluster/in-turn.js';
import { Fault } from '#src/faults.js';
import { larger } from '#src/store/metadata/dialect.js';
import type { KnownException, NewException } from './known-exception.js';
import { defineExceptions, type ExceptionRow } from './tables.js';

/** Each is looked at for each match of its rule. */
const MOST_EXCEPTIONS = 2_000;

interface Hits {
  readonly count: number;
  /** Of the last one, ms since 1970. */
  readonly at: number;
}

export class ExceptionShelf {
  readonly #rows: ModelStatic<ExceptionRow>;
  #all: readonly KnownException[] = [];
  /** Not written yet, by exception. */
  #hits = new Map<string, Hits>();
  readonly #turns = new InTurn();

  constructor(
    private readonly db: Sequelize,
    private readonly clock: Clock,
  ) {
    this.#rows = defineExceptions(db);
  }

  load(): Promise<void> {
    return this.#turns.run(async () => {
      const rows = await this.#rows.findAll({ order: [['id', 'DESC']] });
      this.#all = rows.map((row) => withHits(toException(row), this.#hits.get(String(row.id))));
    });
  }

  /** The latest first. */
  all(): readonly KnownException[] {
    return this.#all;
  }

  /** @throws Fault CONFLICT when there are as many as there may be */
  add(exception: NewException, who: string): Promise<KnownException> {
    return this.#turns.run(() => this.#add(exception, who));
  }

  async #add(exception: NewException, who: string): Promise<KnownException> {
    if (this.#all.length >= MOST_EXCEPTIONS)
      throw new Fault('CONFLICT', `There are ${MOST_EXCEPTIONS} exceptions already. Remove expired ones first.`);
    const { ruleId, query, scope, reason, expiresAt } = exception;
    const row = await this.#rows.create({
      ruleId: ruleId ?? null,
      query,
      scope: scope ?? query,
      reason,
      expiresAt: expiresAt ?? null,
      createdAt: this.clock.now(),
      createdBy: who,
      hits: 0,
      lastHitAt: null,
    });
    const added = toException(row);
    this.#all = [added, ...this.#all];
    return added;
  }

  /** @throws Fault NOT_FOUND */
  change(id: string, changes: Partial<Pick<KnownException, 'reason' | 'expiresAt'>>): Promise<KnownException> {
    return this.#turns.run(async () => {
      const next = { ...this.find(id), ...changes };
      const values = { reason: next.reason, expiresAt: next.expiresAt ?? null };
      const [count] = await this.#rows.update(values, { where: { id: Number(id) } });
      // None: another portal removed it a moment ago.
      this.#all = this.#all.flatMap((each) => (each.id !== id ? each : count === 0 ? [] : { ...each, ...changes }));
      return this.find(id);
    });
  }

  /** @throws Fault NOT_FOUND */
  remove(id: string): Promise<KnownException> {
    return this.#turns.run(async () => {
      const gone = this.find(id);
      await this.#rows.destroy({ where: { id: Number(id) } });
      this.#all = this.#all.filter((each) => each.id !== id);
      this.#hits.delete(id);
      return gone;
    });
  }

  /** Of a rule that is deleted. */
  removeOf(ruleId: string): Promise<void> {
    return this.#turns.run(async () => {
      await this.#rows.destroy({ where: { ruleId } });
      this.#all = this.#all.filter((each) => each.ruleId !== ruleId);
    });
  }

  /** @throws Fault NOT_FOUND */
  find(id: string): KnownException {
    const found = this.#all.find((each) => each.id === id);
    if (found === undefined) throw new Fault('NOT_FOUND', 'There is no such exception. It may have been removed.');
    return found;
  }

  /** @param excepted events that were kept from counting, by exception; unknown ones are passed over */
  countHits(excepted: Readonly<Record<string, number>>): void {
    const now = this.clock.now();
    const counted = this.#all.some(({ id }) => Object.hasOwn(excepted, id));
    if (!counted) return;
    this.#all = this.#all.map((each) => {
      const more = Object.hasOwn(excepted, each.id) ? (excepted[each.id] ?? 0) : 0;
      if (more <= 0) return each;
      this.#hits.set(each.id, { count: (this.#hits.get(each.id)?.count ?? 0) + more, at: now });
      return withHits(each, { count: more, at: now });
    });
  }

  /** What was counted since the last time is added to the table, where other portals add theirs. What it does not take waits. */
  writeHits(): Promise<void> {
    return this.#turns.run(async () => {
      const counted = this.#hits;
      this.#hits = new Map();
      for (const [id, hits] of counted) {
        try {
          await this.#addHits(id, hits);
        } catch (error) {
          for (const [left, { count, at }] of counted) this.#keepHits(left, count, at);
          throw error;
        }
        counted.delete(id);
      }
    });
  }

  async #addHits(id: string, { count, at }: Hits): Promise<void> {
    await this.db.query(
      `UPDATE rule_exceptions SET hits = hits + $count, last_hit_at = ${larger(this.db, 'COALESCE(last_hit_at, 0)', '$at')}
       WHERE id = $id`,
      { bind: { id: Number(id), count, at }, type: QueryTypes.UPDATE },
    );
  }

  #keepHits(id: string, count: number, at: number): void {
    const newer = this.#hits.get(id);
    this.#hits.set(id, { count: count + (newer?.count ?? 0), at: newer?.at ?? at });
  }
}

function withHits(exception: KnownException, hits: Hits | undefined): KnownException {
  if (hits === undefined) return exception;
  return { ...exception, hits: exception.hits + hits.count, lastHitAt: Math.max(exception.lastHitAt ?? 0, hits.at) };
}

function toException(row: ExceptionRow): KnownException {
  const { id, ruleId, query, scope, reason, expiresAt, createdAt, createdBy, hits, lastHitAt } = row;
  return {
    id: String(id),
    ruleId: ruleId ?? undefined,
    query,
    scope,
    reason,
    createdAt,
    createdBy,
    hits,
    expiresAt: expiresAt ?? undefined,
    lastHitAt: lastHitAt ?? undefined,
  };
}
