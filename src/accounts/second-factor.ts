// The second factor of an account: a secret shared with an app on the phone, and ten recovery codes for when the phone is lost.
// A code is taken once: a step that was used, and any before it, is refused (RFC 6238, 5.2). Knows nothing of HTTP.

import { randomBytes } from 'node:crypto';
import { Op, type ModelStatic, type Sequelize, type Transaction } from 'sequelize';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import type { SecretBox } from '#src/secrets/secret-box.js';
import { takeTurn } from '#src/store/metadata/turn.js';
import { defineRecoveryCodes, defineUsers, type RecoveryCodeRow, type UserRow } from './models.js';
import { sha256 } from './one-time-secrets.js';
import { newTotpSecret, stepOfCode } from './totp.js';

const RECOVERY_CODES = 10;
/** 80 bits a code, so that reading their hashes guesses none. Base32 has no 0 and 1: whoever types them means o and l. */
const RECOVERY_LENGTH = 16;
const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567';

export class SecondFactor {
  readonly #users: ModelStatic<UserRow>;
  readonly #codes: ModelStatic<RecoveryCodeRow>;

  constructor(
    private readonly db: Sequelize,
    private readonly clock: Clock,
    private readonly box: SecretBox,
  ) {
    this.#users = defineUsers(db);
    this.#codes = defineRecoveryCodes(db);
  }

  /** A new secret (base32) that waits for its first code; one that waited before is forgotten. @throws Fault NOT_FOUND, CONFLICT (it is on) */
  async begin(userId: number): Promise<string> {
    const row = await this.#find(userId);
    if (row.totpSince !== null) throw new Fault('CONFLICT', 'The second factor is on already. Switch it off first.');
    const secret = newTotpSecret();
    // A first code in another tab may have switched on the one that was read.
    const [changed] = await this.#users.update(
      { totpSecret: this.box.seal(secret, purposeOf(userId)), totpLastStep: null },
      { where: { id: userId, totpSince: null, totpSecret: row.totpSecret } },
    );
    if (changed === 0)
      throw new Fault('CONFLICT', 'The second factor was changed in another window just now. Look at your profile.');
    return secret;
  }

  /** The secret that waits for its first code; undefined when none does. @throws Fault SECRET_KEY */
  async waiting(userId: number): Promise<string | undefined> {
    return this.#waiting(await this.#users.findByPk(userId));
  }

  /** Switches it on when the code fits; the recovery codes, or undefined when it does not. @throws Fault SECRET_KEY */
  async confirm(userId: number, code: string): Promise<readonly string[] | undefined> {
    const row = await this.#users.findByPk(userId);
    const secret = this.#waiting(row);
    if (row === null || secret === undefined || !(await this.#take(userId, secret, code))) return undefined;
    // Only the secret whose code this was: another tab may have begun anew. Who comes second leaves the codes of the first.
    const where = { id: userId, totpSince: null, totpSecret: row.totpSecret };
    return this.db.transaction(async (transaction) => {
      await takeTurn(this.db, turnOf(userId), transaction);
      const [changed] = await this.#users.update({ totpSince: this.clock.now() }, { where, transaction });
      return changed === 1 ? this.#replaceCodes(userId, transaction) : undefined;
    });
  }

  /** Whether this code of the app is right and was not used. @throws Fault SECRET_KEY */
  async check(userId: number, code: string): Promise<boolean> {
    const row = await this.#users.findByPk(userId);
    if (row === null || row.totpSecret === null || row.totpSince === null) return false;
    return this.#take(userId, this.box.open(row.totpSecret, purposeOf(userId)), code);
  }

  /** Whether this recovery code is right and was not used. Needs no key. */
  async useRecoveryCode(userId: number, code: string): Promise<boolean> {
    const hash = hashOf(userId, code);
    const [used] = await this.#codes.update({ usedAt: this.clock.now() }, { where: { userId, hash, usedAt: null } });
    return used === 1;
  }

  /** Recovery codes that are left. */
  async codesLeft(userId: number): Promise<number> {
    return this.#codes.count({ where: { userId, usedAt: null } });
  }

  /** Ten new ones, `abcd-efgh-ijkl-mnop`; the old ones are worth nothing any more. They are in this answer only. */
  async renewCodes(userId: number): Promise<readonly string[]> {
    // Asked for twice at once, the later ten count; ended in the middle, the old ones do.
    return this.db.transaction(async (transaction) => {
      await takeTurn(this.db, turnOf(userId), transaction);
      return this.#replaceCodes(userId, transaction);
    });
  }

  /** Forgets secret and codes, also a secret that waits. */
  async off(userId: number): Promise<void> {
    await this.#users.update({ totpSecret: null, totpSince: null, totpLastStep: null }, { where: { id: userId } });
    await this.#codes.destroy({ where: { userId } });
  }

  /** Forgets a secret that waits for its first code; one that is in force stays, also when it came into force just now. */
  async cancel(userId: number): Promise<void> {
    await this.#users.update({ totpSecret: null }, { where: { id: userId, totpSince: null } });
  }

  async #replaceCodes(userId: number, transaction: Transaction): Promise<readonly string[]> {
    const codes = Array.from({ length: RECOVERY_CODES }, newRecoveryCode);
    await this.#codes.destroy({ where: { userId }, transaction });
    await this.#codes.bulkCreate(
      codes.map((code) => ({ userId, hash: hashOf(userId, code) })),
      { transaction },
    );
    return codes;
  }

  #waiting(row: UserRow | null): string | undefined {
    if (row === null || row.totpSecret === null || row.totpSince !== null) return undefined;
    return this.box.open(row.totpSecret, purposeOf(row.id));
  }

  /** The row itself decides who comes first when a code is sent twice at the same moment. */
  async #take(userId: number, secret: string, code: string): Promise<boolean> {
    const step = stepOfCode(secret, code, this.clock.now());
    if (step === undefined) return false;
    const [taken] = await this.#users.update(
      { totpLastStep: step },
      { where: { id: userId, totpLastStep: { [Op.or]: [null, { [Op.lt]: step }] } } },
    );
    return taken === 1;
  }

  async #find(userId: number): Promise<UserRow> {
    const row = await this.#users.findByPk(userId);
    if (row === null) throw new Fault('NOT_FOUND', `There is no user ${userId}.`);
    return row;
  }
}

const purposeOf = (userId: number): string => `totp:${userId}`;
const turnOf = (userId: number): string => `recovery codes of ${userId}`;

function newRecoveryCode(): string {
  const text = [...randomBytes(RECOVERY_LENGTH)].map((byte) => BASE32[byte % BASE32.length]).join('');
  return text.match(/.{4}/g)!.join('-');
}

/** As it is typed: capitals, blanks and dashes do not matter. */
function hashOf(userId: number, code: string): string {
  const text = code
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '')
    .replaceAll('0', 'o')
    .replaceAll('1', 'l');
  return sha256(`${userId}:${text}`);
}
