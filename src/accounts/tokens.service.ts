// API tokens and ingest keys: shown once, kept as SHA-256 (they are 256 random bits, so no slow hash is needed). They may end by
// themselves, be narrowed to permissions, and be renewed with the old secret still good for a while. No HTTP in here.

import { Op, type ModelStatic, type Sequelize, UniqueConstraintError, type WhereOptions } from 'sequelize';
import type { Clock } from '#src/clock.js';
import { checkSourceName } from '#src/event/source-name.js';
import { Fault } from '#src/faults.js';
import { EACH_WRITE } from '#src/store/metadata/best-effort.js';
import { type IngestKey, ingestKeys } from './ingest-keys.js';
import { defineTokens, type TokenRole, type TokenRow } from './models.js';
import { newSecret, sha256 } from './one-time-secrets.js';

export interface Token {
  readonly id: number;
  readonly name: string;
  readonly role: TokenRole;
  /** The source an ingest key belongs to. */
  readonly source: string | null;
  /** ms since 1970, like all times here. */
  readonly createdAt: number;
  readonly createdBy: string;
  readonly lastUsedAt: number | null;
  /** null: never. */
  readonly expiresAt: number | null;
  readonly isExpired: boolean;
  /** Permissions it is narrowed to; null: all that its role holds. */
  readonly scopes: readonly string[] | null;
  /** The secret before the last renewal is still good so long; null: it is not. */
  readonly previousUntil: number | null;
}

export interface NewToken {
  readonly name: string;
  readonly role: TokenRole;
  /** Needed for `ingest`, not allowed otherwise. */
  readonly source?: string;
  readonly createdBy: string;
  /** ms since 1970; left out: never. */
  readonly expiresAt?: number;
  /** Left out or empty: all that the role holds. The caller knows which permissions there are. */
  readonly scopes?: readonly string[];
}

export interface MadeToken {
  readonly token: Token;
  /** In this answer only. */
  readonly secret: string;
}

/** Writing `lastUsedAt` at each call would make every read of the API a write. */
const TOUCH_EVERY_MS = 60_000;

export class TokensService {
  readonly #tokens: ModelStatic<TokenRow>;

  constructor(
    db: Sequelize,
    private readonly clock: Clock,
    private readonly bestEffort = EACH_WRITE,
  ) {
    this.#tokens = defineTokens(db);
  }

  /** @throws Fault BAD_REQUEST, CONFLICT (name taken) */
  async create(wanted: NewToken): Promise<MadeToken> {
    const name = check(wanted);
    const { role, source, createdBy, expiresAt, scopes = [] } = wanted;
    const secret = `lw_${newSecret()}`;
    const row = {
      name,
      role,
      createdBy,
      hash: sha256(secret),
      createdAt: this.clock.now(),
      source: source || null,
      expiresAt: expiresAt ?? null,
      scopes: scopes.length === 0 ? null : JSON.stringify(scopes),
    };
    try {
      return { token: this.#toToken(await this.#tokens.create(row)), secret };
    } catch (error) {
      if (!(error instanceof UniqueConstraintError)) throw error;
      throw new Fault('CONFLICT', `There is already a token named ${name}. Choose another name, or revoke that one.`);
    }
  }

  /** By name, A to Z. */
  async list(): Promise<readonly Token[]> {
    return (await this.#tokens.findAll({ order: [['name', 'ASC']] })).map((row) => this.#toToken(row));
  }

  /** Name or id. @throws Fault NOT_FOUND */
  async revoke(which: string | number): Promise<Token> {
    const row = await this.#find(which);
    await row.destroy();
    return this.#toToken(row);
  }

  /**
   * A new secret for the same token; the old one stays good for `keepOldMs`, so that programs can be changed one by one.
   * `expiresAt`: a new end (null: never); left out: as it was. Name or id.
   * @throws Fault NOT_FOUND, CONFLICT (it has expired; the secret before is still good, and there is a place for one)
   */
  async rotate(which: string | number, options: { keepOldMs: number; expiresAt?: number | null }): Promise<MadeToken> {
    const row = await this.#find(which);
    const now = this.clock.now();
    const expiresAt = options.expiresAt === undefined ? row.expiresAt : options.expiresAt;
    if (expiresAt !== null && expiresAt <= now)
      throw new Fault('CONFLICT', `The token ${row.name} has expired. Give it a new end, too.`);
    if (options.keepOldMs > 0) refuseSecondOld(row, now);
    const secret = `lw_${newSecret()}`;
    const keepsOld = options.keepOldMs > 0 && !isOver(row, now);
    const changes = {
      hash: sha256(secret),
      expiresAt,
      previousHash: keepsOld ? row.hash : null,
      previousUntil: keepsOld ? now + options.keepOldMs : null,
    };
    // Of two renewals at once the second would make the first one's secret worth nothing.
    const [changed] = await this.#tokens.update(changes, { where: { id: row.id, hash: row.hash } });
    if (changed === 0)
      throw new Fault(
        'CONFLICT',
        `The token ${row.name} was renewed or revoked by somebody else just now. Look at it again.`,
      );
    return { token: this.#toToken(row.set(changes)), secret };
  }

  /** For the API: undefined when unknown, revoked, replaced, or an ingest key; it may have expired: the caller says so. */
  async find(secret: string): Promise<Token | undefined> {
    if (!secret.startsWith('lw_') || secret.length > 100) return undefined;
    const now = this.clock.now();
    const row = await this.#tokens.findOne({
      where: { ...isSecret(sha256(secret), now), role: { [Op.ne]: 'ingest' } },
    });
    if (row === null) return undefined;
    if (isOver(row, now) || now - (row.lastUsedAt ?? 0) <= TOUCH_EVERY_MS) return this.#toToken(row);
    await this.bestEffort.try('last use of a token', () => this.#noteUse(row.id, now));
    return { ...this.#toToken(row), lastUsedAt: now };
  }

  /** For the collector's HTTP listener: SHA-256 in hex of each ingest key that is good now, and the source it belongs to. */
  async listIngestKeyHashes(): Promise<readonly IngestKey[]> {
    const rows = await this.#tokens.findAll({ where: { role: 'ingest' }, order: [['id', 'ASC']] });
    return ingestKeys(rows, this.clock.now());
  }

  /** What a collector saw of ingest keys: SHA-256 in hex -> when it was used last. Only what is news is written: of several the latest. */
  async noteIngestUses(uses: Readonly<Record<string, number>>): Promise<void> {
    if (Object.keys(uses).length === 0) return;
    for (const row of await this.#tokens.findAll({ where: { role: 'ingest' } })) {
      const last = Math.max(uses[row.hash] ?? 0, uses[row.previousHash ?? ''] ?? 0);
      if (last - (row.lastUsedAt ?? 0) > TOUCH_EVERY_MS) await this.#noteUse(row.id, last);
    }
  }

  /** Another portal may have noted a later one since the row was read. */
  async #noteUse(id: number, lastUsedAt: number): Promise<void> {
    const earlier = { [Op.or]: [{ lastUsedAt: null }, { lastUsedAt: { [Op.lt]: lastUsedAt } }] };
    await this.#tokens.update({ lastUsedAt }, { where: { id, ...earlier } as WhereOptions<TokenRow> });
  }

  async #find(which: string | number): Promise<TokenRow> {
    const row = await (typeof which === 'string'
      ? this.#tokens.findOne({ where: { name: which } })
      : Number.isSafeInteger(which)
        ? this.#tokens.findByPk(which)
        : null);
    if (row === null) throw new Fault('NOT_FOUND', `There is no token ${which}.`);
    return row;
  }

  #toToken(row: TokenRow): Token {
    const now = this.clock.now();
    const { id, name, role, source, createdAt, createdBy, lastUsedAt, expiresAt, scopes, previousUntil } = row;
    return {
      id,
      name,
      role,
      source,
      createdAt,
      createdBy,
      lastUsedAt,
      expiresAt,
      isExpired: isOver(row, now),
      scopes: scopes === null ? null : (JSON.parse(scopes) as string[]),
      previousUntil: (previousUntil ?? 0) > now ? previousUntil : null,
    };
  }
}

/** The name as it is kept. */
function check({ name, role, source, scopes = [] }: NewToken): string {
  const label = name.trim();
  if (label === '' || label.length > 100)
    throw new Fault('BAD_REQUEST', 'A token needs a name of 1 to 100 characters.');
  if (role === 'ingest' && !source) throw new Fault('BAD_REQUEST', 'An ingest key belongs to a source: name it.');
  if (source) checkSourceName(source, 'The source of an ingest key', 'BAD_REQUEST');
  if (role !== 'ingest' && source) throw new Fault('BAD_REQUEST', 'Only an ingest key belongs to a source.');
  if (role === 'ingest' && scopes.length > 0)
    throw new Fault('BAD_REQUEST', 'An ingest key sends messages and nothing else: it has no permissions to choose.');
  return label;
}

/** A page that is loaded again after a renewal renews once more. */
function refuseSecondOld({ name, previousUntil }: TokenRow, now: number): void {
  if (previousUntil === null || previousUntil <= now) return;
  const until = new Date(previousUntil).toISOString();
  throw new Fault(
    'CONFLICT',
    `The token ${name} was renewed before, and its old secret is good until ${until}. Wait until then, or renew it with the old secrets refused at once.`,
  );
}

function isSecret(hash: string, now: number): WhereOptions<TokenRow> {
  return { [Op.or]: [{ hash }, { previousHash: hash, previousUntil: { [Op.gt]: now } }] } as WhereOptions<TokenRow>;
}

function isOver({ expiresAt }: TokenRow, now: number): boolean {
  return expiresAt !== null && expiresAt <= now;
}
