// Who an issuer's person is here. An account is found by issuer and subject, which never change, and never by its name. Identities
// whose name was taken already wait, without an account, for an admin to link them.

import { Inject, Injectable } from '@nestjs/common';
import { DataTypes, Op, type Model, type ModelStatic, type Sequelize, UniqueConstraintError } from 'sequelize';
import type { Clock } from '#src/clock.js';
import { CLOCK, DB } from '#src/portal/deps.js';
import { msColumn } from '#src/store/metadata/columns.js';

export interface Identity {
  readonly id: number;
  readonly issuer: string;
  readonly subject: string;
  /** The user name that the issuer's claims ask for. */
  readonly name: string;
  /** Null: waits to be linked. */
  readonly userId: number | null;
  /** ms since 1970. */
  readonly lastLoginAt: number;
}

type Row = Model & Identity & { readonly createdAt: number };

const MAX_WAITING = 200;
const MAX_LISTED = 1_000;

@Injectable()
export class Identities {
  readonly #rows: ModelStatic<Row>;

  constructor(
    @Inject(DB) db: Sequelize,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.#rows = defineIdentities(db);
  }

  async find(issuer: string, subject: string): Promise<Identity | undefined> {
    return toIdentity(await this.#rows.findOne({ where: { issuer, subject } }));
  }

  async byId(id: number): Promise<Identity | undefined> {
    return Number.isSafeInteger(id) ? toIdentity(await this.#rows.findByPk(id)) : undefined;
  }

  /** Whether somebody of an issuer logs in to this account. */
  async leadTo(userId: number): Promise<boolean> {
    return (await this.#rows.count({ where: { userId } })) > 0;
  }

  /** Those that wait first, then by name; at most 1000. */
  async list(): Promise<readonly Identity[]> {
    const rows = await this.#rows.findAll({
      order: [
        ['user_id', 'ASC NULLS FIRST'],
        ['name', 'ASC'],
      ],
      limit: MAX_LISTED,
    });
    return rows.map((row) => toIdentity(row)!);
  }

  /** A login: makes or renews the identity. Of those without an account the 200 newest are kept. */
  async note(who: Pick<Identity, 'issuer' | 'subject' | 'name' | 'userId'>): Promise<void> {
    const now = this.clock.now();
    const { issuer, subject, name, userId } = who;
    const renew = (): Promise<[number]> =>
      this.#rows.update({ name, userId, lastLoginAt: now }, { where: { issuer, subject } });
    if ((await renew())[0] > 0) return;
    try {
      await this.#rows.create({ issuer, subject, name, userId, createdAt: now, lastLoginAt: now });
    } catch (error) {
      // The same person logs in twice at once.
      if (!(error instanceof UniqueConstraintError)) throw error;
      await renew();
      return;
    }
    if (userId === null) await this.#dropOldWaiting();
  }

  async link(id: number, userId: number): Promise<void> {
    await this.#rows.update({ userId }, { where: { id } });
  }

  async remove(id: number): Promise<void> {
    await this.#rows.destroy({ where: { id } });
  }

  async #dropOldWaiting(): Promise<void> {
    const waiting = await this.#rows.findAll({
      where: { userId: null },
      order: [['id', 'DESC']],
      offset: MAX_WAITING,
      limit: 1,
    });
    if (waiting[0] !== undefined)
      await this.#rows.destroy({ where: { userId: null, id: { [Op.lte]: waiting[0].id } } });
  }
}

function toIdentity(row: Row | null): Identity | undefined {
  if (row === null) return undefined;
  const { id, issuer, subject, name, userId, lastLoginAt } = row;
  return { id, issuer, subject, name, userId, lastLoginAt };
}

function defineIdentities(db: Sequelize): ModelStatic<Row> {
  return db.define<Row>(
    'Identity',
    {
      issuer: DataTypes.STRING,
      subject: DataTypes.STRING,
      name: DataTypes.STRING,
      userId: DataTypes.INTEGER,
      createdAt: msColumn('createdAt'),
      lastLoginAt: msColumn('lastLoginAt'),
    },
    { tableName: 'identities', timestamps: false, underscored: true },
  );
}
