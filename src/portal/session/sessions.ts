// Sessions in the metadata database. The cookie holds 256 random bits; the table holds their SHA-256, so that reading it logs nobody in.

import { DataTypes, Op, type Model, type ModelStatic, type Sequelize } from 'sequelize';
import { newSecret, sha256 } from '#src/accounts/one-time-secrets.js';
import type { Clock } from '#src/clock.js';
import type { BestEffort } from '#src/store/metadata/best-effort.js';
import { msColumn } from '#src/store/metadata/columns.js';

type SessionRow = Model & {
  readonly idHash: string;
  readonly userId: number;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly address: string;
  readonly userAgent: string | null;
};

export interface LiveSession {
  readonly hash: string;
  readonly userId: number;
}

/** Where a session was begun: a Visit has both. */
export interface SessionOrigin {
  readonly address: string;
  /** What the browser says of itself. */
  readonly userAgent?: string | undefined;
}

/** One of a user's sessions, for the list of them. */
export interface SessionEntry {
  /** Names it among the sessions of this user; opens nothing. */
  readonly id: string;
  readonly hash: string;
  /** ms since 1970. */
  readonly createdAt: number;
  /** To a minute. */
  readonly lastSeenAt: number;
  readonly address: string;
  readonly userAgent: string | null;
}

const MAX_USER_AGENT = 300;
const ID_LENGTH = 16;
const ABSOLUTE_MS = 30 * 86_400_000;
/** Writing the time of each click would make every read a write. */
const TOUCH_EVERY_MS = 60_000;

export class Sessions {
  readonly #rows: ModelStatic<SessionRow>;

  /** `idleMs`: without a click for so long, a session is over; all are over after 30 days. */
  constructor(
    db: Sequelize,
    private readonly clock: Clock,
    private readonly idleMs: number,
    private readonly bestEffort: Pick<BestEffort, 'try'>,
  ) {
    this.#rows = defineSessions(db);
  }

  /** The secret for the cookie. */
  async begin(userId: number, { address, userAgent }: SessionOrigin): Promise<string> {
    const secret = newSecret();
    const now = this.clock.now();
    await this.#deleteExpired(now);
    await this.#rows.create({
      idHash: sha256(secret),
      userId,
      createdAt: now,
      lastSeenAt: now,
      address,
      userAgent: userAgent?.slice(0, MAX_USER_AGENT) ?? null,
    });
    return secret;
  }

  /** Undefined when unknown or over. Counts as a click, unless a page asked by itself (`isPoll`): an open page is nobody at work. */
  async find(secret: string, isPoll = false): Promise<LiveSession | undefined> {
    if (secret.length > 100) return undefined;
    const row = await this.#rows.findByPk(sha256(secret));
    const now = this.clock.now();
    if (row === null || this.#isOver(row, now)) return undefined;
    if (!isPoll && now - row.lastSeenAt > TOUCH_EVERY_MS)
      await this.bestEffort.try('last use of a session', () => row.update({ lastSeenAt: now }));
    return { hash: row.idHash, userId: row.userId };
  }

  async end(hash: string): Promise<void> {
    await this.#rows.destroy({ where: { idHash: hash } });
  }

  /** Of this user, those that are not over; seen last first. */
  async list(userId: number): Promise<readonly SessionEntry[]> {
    const now = this.clock.now();
    const rows = await this.#rows.findAll({ where: { userId }, order: [['lastSeenAt', 'DESC']] });
    return rows
      .filter((row) => !this.#isOver(row, now))
      .map(({ idHash, createdAt, lastSeenAt, address, userAgent }) => ({
        id: idHash.slice(0, ID_LENGTH),
        hash: idHash,
        createdAt,
        lastSeenAt,
        address,
        userAgent,
      }));
  }

  /** By the id in the list. False when this user has no such session any more. */
  async endOne(userId: number, id: string): Promise<boolean> {
    const session = (await this.list(userId)).find((entry) => entry.id === id);
    if (session === undefined) return false;
    await this.end(session.hash);
    return true;
  }

  /** All of a user's, but for the one to keep. */
  async endAll(userId: number, keepHash?: string): Promise<void> {
    await this.#rows.destroy({
      where: { userId, ...(keepHash === undefined ? {} : { idHash: { [Op.ne]: keepHash } }) },
    });
  }

  /** Whose it is; undefined when it is over or gone. No click: for connections that stay open. */
  async userOf(hash: string): Promise<number | undefined> {
    const row = await this.#rows.findByPk(hash);
    return row === null || this.#isOver(row, this.clock.now()) ? undefined : row.userId;
  }

  #isOver(row: SessionRow, now: number): boolean {
    return now - row.lastSeenAt > this.idleMs || now - row.createdAt > ABSOLUTE_MS;
  }

  async #deleteExpired(now: number): Promise<void> {
    await this.#rows.destroy({
      where: {
        [Op.or]: [{ lastSeenAt: { [Op.lt]: now - this.idleMs } }, { createdAt: { [Op.lt]: now - ABSOLUTE_MS } }],
      },
    });
  }
}

function defineSessions(db: Sequelize): ModelStatic<SessionRow> {
  return db.define<SessionRow>(
    'Session',
    {
      idHash: { type: DataTypes.STRING, primaryKey: true },
      userId: DataTypes.INTEGER,
      createdAt: msColumn('createdAt'),
      lastSeenAt: msColumn('lastSeenAt'),
      address: DataTypes.STRING,
      userAgent: DataTypes.STRING,
    },
    { tableName: 'sessions', timestamps: false, underscored: true },
  );
}
