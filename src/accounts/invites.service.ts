// Invites: a link, good once and for a week, by which a person makes their own account with their own password. The secret in the link is
// kept as a hash. It is worth no more than who made it: an admin who is one no longer let nobody in. Knows nothing of HTTP.

import { type ModelStatic, type Sequelize, UniqueConstraintError } from 'sequelize';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import type { Role } from '#src/plugin/module.js';
import type { Account, AccountsService } from './accounts.service.js';
import { defineInvites, type InviteRow } from './models.js';
import { newSecret, sha256 } from './one-time-secrets.js';

export interface Invite {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: number;
  readonly createdBy: string;
  /** ms since 1970. */
  readonly expiresAt: number;
  readonly isExpired: boolean;
  /** Who made it, or its last link, is an admin still; else the link opens nothing. */
  readonly isVouchedFor: boolean;
}

export interface MadeInvite {
  readonly invite: Invite;
  /** For the link; in this answer only. */
  readonly secret: string;
}

const GOOD_FOR_MS = 7 * 86_400_000;

export class Invites {
  readonly #rows: ModelStatic<InviteRow>;

  constructor(
    db: Sequelize,
    private readonly clock: Clock,
    private readonly accounts: AccountsService,
  ) {
    this.#rows = defineInvites(db);
  }

  /** @throws Fault BAD_REQUEST (name not fit), CONFLICT (such a user, or an invite, is there) */
  async create(name: string, role: Role, createdBy: string): Promise<MadeInvite> {
    const key = await this.accounts.checkName(name);
    const secret = newSecret();
    const now = this.clock.now();
    try {
      const row = await this.#rows.create({
        name: key,
        role,
        createdBy,
        hash: sha256(secret),
        createdAt: now,
        expiresAt: now + GOOD_FOR_MS,
      });
      return { invite: this.#toInvite(row, await this.accounts.admins()), secret };
    } catch (error) {
      if (!(error instanceof UniqueConstraintError)) throw error;
      throw new Fault('CONFLICT', `${key} is invited already. Make a new link for that invite, or take it back.`);
    }
  }

  /** Newest first, those that are over too. */
  async list(): Promise<readonly Invite[]> {
    const [rows, admins] = [await this.#rows.findAll({ order: [['id', 'DESC']] }), await this.accounts.admins()];
    return rows.map((row) => this.#toInvite(row, admins));
  }

  /** Good for a week from now, and theirs who renews it; the old link opens nothing any more. @throws Fault NOT_FOUND */
  async renew(id: number, createdBy: string): Promise<MadeInvite> {
    const row = await this.#find(id);
    const secret = newSecret();
    await row.update({ hash: sha256(secret), createdBy, expiresAt: this.clock.now() + GOOD_FOR_MS });
    return { invite: this.#toInvite(row, await this.accounts.admins()), secret };
  }

  /** @throws Fault NOT_FOUND */
  async revoke(id: number): Promise<Invite> {
    const row = await this.#find(id);
    await row.destroy();
    return this.#toInvite(row, await this.accounts.admins());
  }

  /** The invite of a link, also when it opens nothing; undefined when the link was used, taken back or replaced. */
  async bySecret(secret: string): Promise<Invite | undefined> {
    const row = await this.#rows.findOne({ where: { hash: sha256(secret.slice(0, 100)) } });
    return row === null ? undefined : this.#toInvite(row, await this.accounts.admins());
  }

  /** Makes the account; the link is worth nothing afterwards. @throws Fault NOT_FOUND (no such link, or it opens nothing), BAD_REQUEST, CONFLICT */
  async accept(secret: string, password: string): Promise<Account> {
    const invite = await this.bySecret(secret);
    if (invite === undefined || invite.isExpired || !invite.isVouchedFor)
      throw new Fault('NOT_FOUND', 'This invite is over. Ask an admin for a new link.');
    const account = await this.accounts.add(invite.name, password, invite.role);
    await this.#rows.destroy({ where: { id: invite.id } });
    return account;
  }

  async #find(id: number): Promise<InviteRow> {
    const row = Number.isSafeInteger(id) ? await this.#rows.findByPk(id) : null;
    if (row === null) throw new Fault('NOT_FOUND', 'There is no such invite. It may have been used or taken back.');
    return row;
  }

  #toInvite({ id, name, role, createdAt, createdBy, expiresAt }: InviteRow, admins: ReadonlySet<string>): Invite {
    const isExpired = expiresAt <= this.clock.now();
    return { id, name, role, createdAt, createdBy, expiresAt, isExpired, isVouchedFor: admins.has(createdBy) };
  }
}
