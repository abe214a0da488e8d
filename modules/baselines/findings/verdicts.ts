// What people said about findings. Those in force go to the stage at once (StageOrders) and to each training.

import { randomBytes } from 'node:crypto';
import { QueryTypes, type Sequelize, type Transaction } from 'sequelize';
import type { Clock } from '#src/clock.js';
import { InTurn } from '#src/cluster/in-turn.js';
import { Fault } from '#src/faults.js';
import { forUpdate } from '#src/store/metadata/dialect.js';
import { type Entity, entityKey } from '../engine/entity.js';
import type { Verdict } from '../engine/verdict.js';
import { findingOf, type FindingRow } from './finding-row.js';
import { type NewVerdict, verdictFrom } from './new-verdict.js';
import { type GivenVerdict, plainVerdict, verdictOf, type VerdictRow } from './verdict-row.js';

export type { NewVerdict } from './new-verdict.js';
export type { GivenVerdict } from './verdict-row.js';

/** More in force at once are refused. */
const MAX_VERDICTS = 5_000;
const MAX_LISTED = 200;

export class Verdicts {
  /** Not revoked; some may have expired. */
  #active: readonly GivenVerdict[] = [];
  readonly #listeners = new Set<() => void>();
  readonly #reads = new InTurn();

  constructor(
    private readonly db: Sequelize,
    private readonly clock: Clock,
    private readonly zone: () => string,
  ) {}

  /** At the start, before anything else. */
  load(): Promise<void> {
    return this.#reads.run(async () => {
      this.#active = await this.#select('WHERE revoked_at IS NULL ORDER BY given_at DESC, id LIMIT $limit', {
        limit: MAX_VERDICTS,
      });
    });
  }

  /** After one was given or revoked, here or in another portal; those who listen are told. */
  async reread(): Promise<void> {
    await this.load();
    for (const listener of this.#listeners) listener();
  }

  /**
   * One that stands on the finding already is revoked by it.
   * @throws Fault NOT_FOUND (no such finding), BAD_REQUEST (until in the past or missing, about what the finding has not), CONFLICT (too many)
   */
  async give(said: NewVerdict, who: string): Promise<GivenVerdict> {
    if (this.active().length >= MAX_VERDICTS)
      throw new Fault('CONFLICT', `${MAX_VERDICTS} verdicts are in force. Revoke some that are not needed any more.`);
    const id = await this.db.transaction(async (transaction) => {
      const find = `SELECT * FROM baselines_findings WHERE id = $id ${forUpdate(this.db)}`;
      const [row] = await this.db.query<FindingRow>(find, {
        bind: { id: said.finding },
        type: QueryTypes.SELECT as const,
        transaction,
      });
      if (row === undefined) throw new Fault('NOT_FOUND', `There is no finding ${said.finding}.`);
      const verdict = verdictFrom(said, findingOf(row), this.clock.now(), this.zone());
      if (row.verdict_id !== null) await this.#end(row.verdict_id, who, transaction);
      const made = randomBytes(9).toString('base64url');
      await this.#insert({ ...verdict, id: made }, said.finding, who, transaction);
      await this.db.query('UPDATE baselines_findings SET verdict_id = $made, verdict_kind = $kind WHERE id = $id', {
        bind: { made, kind: verdict.kind, id: row.id },
        transaction,
      });
      return made;
    });
    await this.reread();
    return (await this.get(id))!;
  }

  /** @throws Fault NOT_FOUND; one that was revoked already stays as it is */
  async revoke(id: string, who: string): Promise<GivenVerdict> {
    const verdict = await this.get(id);
    if (verdict === undefined) throw new Fault('NOT_FOUND', `There is no verdict ${JSON.stringify(id.slice(0, 60))}.`);
    if (verdict.revokedAt !== undefined) return verdict;
    await this.db.transaction((transaction) => this.#end(id, who, transaction));
    await this.reread();
    return (await this.get(id))!;
  }

  async get(id: string): Promise<GivenVerdict | undefined> {
    return (await this.#select('WHERE id = $id', { id }))[0];
  }

  /** Newest first, at most 200. `inForce`: neither revoked nor expired. */
  list({ inForce = false }: { readonly inForce?: boolean } = {}): Promise<readonly GivenVerdict[]> {
    return this.#listed('1 = 1', {}, inForce);
  }

  /** About an entity, or about everybody; newest first, at most 200. */
  of(entity: Entity, { inForce = false }: { readonly inForce?: boolean } = {}): Promise<readonly GivenVerdict[]> {
    return this.#listed('(entity = $entity OR entity IS NULL)', { entity: entityKey(entity) }, inForce);
  }

  /** All in force, from memory. */
  active(): readonly Verdict[] {
    return this.activeSince(this.clock.now());
  }

  /** All that were in force at `time` or later: days are learned when they are over, and so may be what was said of them. */
  activeSince(time: number): readonly Verdict[] {
    const zone = this.zone();
    return this.#active
      .filter(({ until }) => until === undefined || until > time)
      .map((each) => plainVerdict(each, zone));
  }

  /** After one was given or revoked. Returns how to stop that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #listed(sql: string, bind: Record<string, unknown>, inForce: boolean): Promise<GivenVerdict[]> {
    const isIn = inForce ? 'AND revoked_at IS NULL AND (until_at IS NULL OR until_at > $now)' : '';
    const now = inForce ? { now: this.clock.now() } : {};
    const where = `WHERE ${sql} ${isIn} ORDER BY given_at DESC, id LIMIT $limit`;
    return this.#select(where, { ...bind, ...now, limit: MAX_LISTED });
  }

  async #insert(verdict: Verdict, finding: number, who: string, transaction: Transaction): Promise<void> {
    const { id, kind, entity = null, about, day, hour = null, from, until = null } = verdict;
    await this.db.query(
      `INSERT INTO baselines_verdicts (id, kind, entity, about, day, hour, from_at, until_at, finding_id, given_by, given_at)
       VALUES ($id, $kind, $entity, $about, $day, $hour, $from, $until, $finding, $who, $from)`,
      { bind: { id, kind, entity, about: JSON.stringify(about), day, hour, from, until, finding, who }, transaction },
    );
  }

  async #end(id: string, who: string, transaction: Transaction): Promise<void> {
    await this.db.query(
      'UPDATE baselines_verdicts SET revoked_at = $now, revoked_by = $who WHERE id = $id AND revoked_at IS NULL',
      { bind: { id, who, now: this.clock.now() }, transaction },
    );
    await this.db.query('UPDATE baselines_findings SET verdict_id = NULL, verdict_kind = NULL WHERE verdict_id = $id', {
      bind: { id },
      transaction,
    });
  }

  async #select(where: string, bind: Record<string, unknown>): Promise<GivenVerdict[]> {
    const rows = await this.db.query<VerdictRow>(`SELECT * FROM baselines_verdicts ${where}`, {
      bind,
      type: QueryTypes.SELECT as const,
    });
    return rows.map(verdictOf);
  }
}
