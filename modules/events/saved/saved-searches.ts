// Searches that people keep: private, or shared with everybody who reads events. Who may see and change which is decided here.

import { Inject, Injectable } from '@nestjs/common';
import { DataTypes, type Model, type ModelStatic, Op, type Sequelize } from 'sequelize';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { CLOCK, DB } from '#src/portal/deps.js';
import type { SearchInput } from '#src/portal/events/links.js';
import { personKey } from '#src/portal/limits/person.js';
import { Rate } from '#src/portal/limits/rate.js';
import type { Principal } from '#src/portal/session/visit.js';
import { msColumn } from '#src/store/metadata/columns.js';

export interface SavedSearch {
  readonly id: number;
  readonly ownerId: number;
  readonly ownerName: string;
  readonly name: string;
  /** As typed. */
  readonly input: SearchInput;
  /** Seen by everybody who reads events. */
  readonly shared: boolean;
  /** A card on the dashboard of all who see it. */
  readonly pinned: boolean;
  /** ms since 1970 */
  readonly createdAt: number;
}

export interface NewSearch {
  readonly name: string;
  readonly input: SearchInput;
  readonly shared: boolean;
  readonly pinned: boolean;
}

const MOST_SAVED = 200;
/** Each is an entry of the audit log, also one that is refused. */
const CHANGES = { times: 60, withinMs: 3_600_000 };
/** Of one person, and of the shared ones together: each is a query whenever somebody looks. */
const MOST_PINNED = 12;

type Row = Model & Omit<SavedSearch, 'input'> & SearchInput;

@Injectable()
export class SavedSearches {
  readonly #rows: ModelStatic<Row>;
  readonly #changes: Rate;

  constructor(
    @Inject(DB) db: Sequelize,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.#rows = defineRows(db);
    this.#changes = new Rate(
      clock,
      CHANGES,
      `You changed saved searches ${CHANGES.times} times within an hour. Go on a little later.`,
    );
  }

  /** Their own and the shared ones of others, by name. */
  async visibleTo(who: Principal): Promise<readonly SavedSearch[]> {
    const rows = await this.#rows.findAll({
      where: { [Op.or]: [{ shared: true }, { ownerId: ownerIdOf(who) }] },
      order: [
        ['name', 'ASC'],
        ['id', 'ASC'],
      ],
    });
    return rows.map(toSearch);
  }

  /** @throws Fault CONFLICT when this person has kept as many as there may be, THROTTLED, as all that change something */
  async add({ name, input, shared, pinned }: NewSearch, who: Principal): Promise<SavedSearch> {
    this.#changes.note(personKey(who));
    const ownerId = ownerIdOf(who);
    if ((await this.#rows.count({ where: { ownerId } })) >= MOST_SAVED)
      throw new Fault('CONFLICT', `You have ${MOST_SAVED} saved searches already. Delete one first.`);
    if (pinned) await this.#refuseManyPins(shared, ownerId);
    const row = { ownerId, ownerName: who.name, name, ...input, shared, pinned, createdAt: this.clock.now() };
    return toSearch(await this.#rows.create(row));
  }

  /** @throws Fault NOT_FOUND (also for somebody else's private one), FORBIDDEN, CONFLICT (too many pins) */
  async change(
    id: number,
    who: Principal,
    changes: Partial<Pick<SavedSearch, 'name' | 'shared' | 'pinned'>>,
  ): Promise<SavedSearch> {
    this.#changes.note(personKey(who));
    const row = await this.#own(id, who);
    const next = { ...toSearch(row), ...changes };
    const isNewPin = next.pinned && (!row.pinned || next.shared !== row.shared);
    if (isNewPin) await this.#refuseManyPins(next.shared, row.ownerId);
    await row.update(changes);
    return toSearch(row);
  }

  /** @throws Fault NOT_FOUND, FORBIDDEN */
  async remove(id: number, who: Principal): Promise<SavedSearch> {
    this.#changes.note(personKey(who));
    const row = await this.#own(id, who);
    await row.destroy();
    return toSearch(row);
  }

  async #own(id: number, who: Principal): Promise<Row> {
    const row = Number.isSafeInteger(id) ? await this.#rows.findByPk(id) : null;
    const isOwn = row?.ownerId === ownerIdOf(who);
    if (row === null || !(isOwn || row.shared))
      throw new Fault('NOT_FOUND', 'There is no such saved search. It may have been deleted.');
    if (!mayChange(toSearch(row), who))
      throw new Fault('FORBIDDEN', `${row.name} belongs to ${row.ownerName}: they or an admin can change it.`);
    return row;
  }

  async #refuseManyPins(shared: boolean, ownerId: number): Promise<void> {
    const where = shared ? { shared, pinned: true } : { shared, pinned: true, ownerId };
    if ((await this.#rows.count({ where })) >= MOST_PINNED)
      throw new Fault(
        'CONFLICT',
        `There are ${MOST_PINNED} pinned ${shared ? 'shared searches' : 'searches of yours'} already. Unpin one first.`,
      );
  }
}

/** The owner, and admins what is shared. */
export function mayChange({ ownerId, shared }: SavedSearch, who: Principal): boolean {
  return ownerId === ownerIdOf(who) || (shared && who.role === 'admin');
}

/** Tokens own nothing, whatever number they have. */
function ownerIdOf({ kind, id }: Principal): number {
  return kind === 'user' ? id : -1;
}

function toSearch(row: Row): SavedSearch {
  const { id, ownerId, ownerName, name, q, from, to, shared, pinned, createdAt } = row;
  return { id, ownerId, ownerName, name, shared, pinned, createdAt, input: { q, from, to } };
}

function defineRows(db: Sequelize): ModelStatic<Row> {
  return db.define<Row>(
    'SavedSearch',
    {
      ownerId: DataTypes.INTEGER,
      ownerName: DataTypes.STRING,
      name: DataTypes.STRING,
      q: DataTypes.TEXT,
      from: DataTypes.STRING,
      to: DataTypes.STRING,
      shared: DataTypes.BOOLEAN,
      pinned: DataTypes.BOOLEAN,
      createdAt: msColumn('createdAt'),
    },
    { tableName: 'saved_searches', timestamps: false, underscored: true },
  );
}
