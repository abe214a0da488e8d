// Between the password and the code: a login that is half done. Its own cookie and its own table, so that it can never pass for a session:
// it opens the page that asks for the code and nothing else, for five minutes and a few tries.

import { DataTypes, literal, Op, type Model, type ModelStatic, type Sequelize } from 'sequelize';
import { newSecret, sha256 } from '#src/accounts/one-time-secrets.js';
import type { Clock } from '#src/clock.js';
import { msColumn } from '#src/store/metadata/columns.js';

type HalfSessionRow = Model & {
  readonly idHash: string;
  readonly userId: number;
  readonly createdAt: number;
  readonly tries: number;
};

export const HALF_SESSION_SECONDS = 300;
/** Then the password is asked for again: the throttle slows guessing, this ends it. */
const MAX_TRIES = 10;

export class HalfSessions {
  readonly #rows: ModelStatic<HalfSessionRow>;

  constructor(
    db: Sequelize,
    private readonly clock: Clock,
  ) {
    this.#rows = defineHalfSessions(db);
  }

  /** The secret for the cookie. */
  async begin(userId: number): Promise<string> {
    const secret = newSecret();
    const now = this.clock.now();
    await this.#rows.destroy({ where: { createdAt: { [Op.lte]: now - HALF_SESSION_SECONDS * 1_000 } } });
    await this.#rows.create({ idHash: sha256(secret), userId, createdAt: now });
    return secret;
  }

  /** Whose password was right; undefined when unknown or over. */
  async find(secret: string | undefined): Promise<number | undefined> {
    const row = secret === undefined || secret.length > 100 ? null : await this.#rows.findByPk(sha256(secret));
    if (row === null || row.tries >= MAX_TRIES) return undefined;
    return this.clock.now() - row.createdAt < HALF_SESSION_SECONDS * 1_000 ? row.userId : undefined;
  }

  /** Counted before the code is looked at, like attempts of the throttle. */
  async noteTry(secret: string): Promise<void> {
    await this.#rows.update({ tries: literal('tries + 1') }, { where: { idHash: sha256(secret) } });
  }

  async end(secret: string): Promise<void> {
    await this.#rows.destroy({ where: { idHash: sha256(secret) } });
  }

  /** All of a user's: after a new password, or when the account is switched off. */
  async endAll(userId: number): Promise<void> {
    await this.#rows.destroy({ where: { userId } });
  }
}

function defineHalfSessions(db: Sequelize): ModelStatic<HalfSessionRow> {
  return db.define<HalfSessionRow>(
    'HalfSession',
    {
      idHash: { type: DataTypes.STRING, primaryKey: true },
      userId: DataTypes.INTEGER,
      createdAt: msColumn('createdAt'),
      tries: { type: DataTypes.INTEGER, defaultValue: 0 },
    },
    { tableName: 'half_sessions', timestamps: false, underscored: true },
  );
}
