// API tokens and ingest keys: shown once, kept as SHA-256 (they are 256 random bits, so no slow hash is needed). No HTTP in here.

import { createHash, randomBytes } from 'node:crypto';
import { Op, type ModelStatic, type Sequelize } from 'sequelize';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { defineTokens, type TokenRole, type TokenRow } from './models.js';

export interface Token {
  readonly id: number;
  readonly name: string;
  readonly role: TokenRole;
  /** The source an ingest key belongs to. */
  readonly source: string | null;
  /** ms since 1970. */
  readonly createdAt: number;
  readonly createdBy: string;
  readonly lastUsedAt: number | null;
}

export interface NewToken {
  readonly name: string;
  readonly role: TokenRole;
  /** Needed for `ingest`, not allowed otherwise. */
  readonly source?: string;
  readonly createdBy: string;
}

/** Writing `lastUsedAt` at each call would make every read of the API a write. */
const TOUCH_EVERY_MS = 60_000;

export class TokensService {
  readonly #tokens: ModelStatic<TokenRow>;

  constructor(
    db: Sequelize,
    private readonly clock: Clock,
  ) {
    this.#tokens = defineTokens(db);
  }

  /** The secret is in this answer only. @throws Fault BAD_REQUEST, CONFLICT (name taken) */
  async create({
    name,
    role,
    source,
    createdBy,
  }: NewToken): Promise<{ readonly token: Token; readonly secret: string }> {
    const label = name.trim();
    if (label === '' || label.length > 100)
      throw new Fault('BAD_REQUEST', 'A token needs a name of 1 to 100 characters.');
    if (role === 'ingest' && !source) throw new Fault('BAD_REQUEST', 'An ingest key belongs to a source: name it.');
    if (role !== 'ingest' && source) throw new Fault('BAD_REQUEST', 'Only an ingest key belongs to a source.');
    if ((await this.#tokens.count({ where: { name: label } })) > 0)
      throw new Fault('CONFLICT', `There is already a token named ${label}. Choose another name, or revoke that one.`);
    const secret = `lw_${randomBytes(32).toString('base64url')}`;
    const row = await this.#tokens.create({
      name: label,
      role,
      source: source || null,
      hash: sha256(secret),
      createdAt: this.clock.now(),
      createdBy,
    });
    return { token: toToken(row), secret };
  }

  /** By name, A to Z. */
  async list(): Promise<readonly Token[]> {
    return (await this.#tokens.findAll({ order: [['name', 'ASC']] })).map(toToken);
  }

  /** Name or id. @throws Fault NOT_FOUND */
  async revoke(which: string | number): Promise<Token> {
    const row = await (typeof which === 'number'
      ? Number.isSafeInteger(which)
        ? this.#tokens.findByPk(which)
        : null
      : this.#tokens.findOne({ where: { name: which } }));
    if (row === null) throw new Fault('NOT_FOUND', `There is no token ${which}.`);
    await row.destroy();
    return toToken(row);
  }

  /** For the API: undefined when unknown, revoked, or an ingest key. */
  async find(secret: string): Promise<Token | undefined> {
    if (!secret.startsWith('lw_') || secret.length > 100) return undefined;
    const row = await this.#tokens.findOne({ where: { hash: sha256(secret), role: { [Op.ne]: 'ingest' } } });
    if (row === null) return undefined;
    const now = this.clock.now();
    if (now - (row.lastUsedAt ?? 0) > TOUCH_EVERY_MS) await row.update({ lastUsedAt: now });
    return toToken(row);
  }

  /** For the collector's HTTP listener: SHA-256 in hex of each ingest key, and the source it belongs to. */
  async listIngestKeyHashes(): Promise<readonly { readonly hash: string; readonly source: string }[]> {
    const rows = await this.#tokens.findAll({ where: { role: 'ingest' } });
    return rows.map(({ hash, source }) => ({ hash, source: source ?? '' }));
  }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function toToken({ id, name, role, source, createdAt, createdBy, lastUsedAt }: TokenRow): Token {
  return { id, name, role, source, createdAt, createdBy, lastUsedAt };
}
