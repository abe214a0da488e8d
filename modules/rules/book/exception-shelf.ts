// The exceptions: in memory for whoever asks all the time, in the table for the next start. Hits are written now and then, not each time.

import type { ModelStatic, Sequelize } from 'sequelize';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import type { KnownException, NewException } from './known-exception.js';
import { defineExceptions, type ExceptionRow } from './tables.js';

/** Each is looked at for each match of its rule. */
const MOST_EXCEPTIONS = 2_000;

export class ExceptionShelf {
  readonly #rows: ModelStatic<ExceptionRow>;
  #all: readonly KnownException[] = [];
  /** Not written yet, by exception. */
  readonly #hits = new Map<string, number>();

  constructor(
    db: Sequelize,
    private readonly clock: Clock,
  ) {
    this.#rows = defineExceptions(db);
  }

  async load(): Promise<void> {
    this.#all = (await this.#rows.findAll({ order: [['id', 'DESC']] })).map(toException);
  }

  /** The latest first. */
  all(): readonly KnownException[] {
    return this.#all;
  }

  /** @throws Fault CONFLICT when there are as many as there may be */
  async add(exception: NewException, who: string): Promise<KnownException> {
    if (this.#all.length >= MOST_EXCEPTIONS)
      throw new Fault('CONFLICT', `There are ${MOST_EXCEPTIONS} exceptions already. Remove expired ones first.`);
    const { ruleId, query, scope, reason, expiresAt } = exception;
    const row = await this.#rows.create({
      ...{ ruleId: ruleId ?? null, query, scope: scope ?? query, reason, expiresAt: expiresAt ?? null },
      ...{ createdAt: this.clock.now(), createdBy: who, hits: 0, lastHitAt: null },
    });
    const added = toException(row);
    this.#all = [added, ...this.#all];
    return added;
  }

  /** @throws Fault NOT_FOUND */
  async change(id: string, changes: Partial<Pick<KnownException, 'reason' | 'expiresAt'>>): Promise<KnownException> {
    const before = this.find(id);
    const next = { ...before, ...changes };
    await this.#rows.update({ reason: next.reason, expiresAt: next.expiresAt ?? null }, { where: { id: Number(id) } });
    this.#all = this.#all.map((each) => (each.id === id ? { ...each, ...changes } : each));
    return this.find(id);
  }

  /** @throws Fault NOT_FOUND */
  async remove(id: string): Promise<KnownException> {
    const gone = this.find(id);
    await this.#rows.destroy({ where: { id: Number(id) } });
    this.#all = this.#all.filter((each) => each.id !== id);
    this.#hits.delete(id);
    return gone;
  }

  /** Of a rule that is deleted. */
  async removeOf(ruleId: string): Promise<void> {
    await this.#rows.destroy({ where: { ruleId } });
    this.#all = this.#all.filter((each) => each.ruleId !== ruleId);
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
      this.#hits.set(each.id, (this.#hits.get(each.id) ?? 0) + more);
      return { ...each, hits: each.hits + more, lastHitAt: now };
    });
  }

  /** What was counted since the last time goes to the table. */
  async writeHits(): Promise<void> {
    const counted = this.#all.filter(({ id }) => this.#hits.has(id));
    this.#hits.clear();
    for (const { id, hits, lastHitAt } of counted)
      await this.#rows.update({ hits, lastHitAt: lastHitAt ?? null }, { where: { id: Number(id) } });
  }
}

function toException(row: ExceptionRow): KnownException {
  const { id, ruleId, query, scope, reason, expiresAt, createdAt, createdBy, hits, lastHitAt } = row;
  return {
    ...{ id: String(id), ruleId: ruleId ?? undefined, query, scope, reason, createdAt, createdBy, hits },
    ...{ expiresAt: expiresAt ?? undefined, lastHitAt: lastHitAt ?? undefined },
  };
}
