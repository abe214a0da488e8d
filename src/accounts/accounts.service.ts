// The accounts of people. Knows nothing of HTTP: the portal, the command line and tests use it alike.

import { UniqueConstraintError, type ModelStatic, type Sequelize, type Transaction } from 'sequelize';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import type { Role } from '#src/plugin/module.js';
import { takeTurn } from '#src/store/metadata/turn.js';
import { defineUsers, type UserRow } from './models.js';
import { PasswordRules } from './password-rules.js';
import { hashPassword, NO_PASSWORD, verifyPassword } from './passwords.js';

export interface Account {
  readonly id: number;
  readonly name: string;
  readonly role: Role;
  readonly disabled: boolean;
  /** ms since 1970. */
  readonly createdAt: number;
  readonly lastLoginAt: number | null;
  /** False: comes through another's login (OIDC) and cannot log in here. */
  readonly hasPassword: boolean;
  /** Since when a second factor is asked for; null = it is not. */
  readonly secondFactorSince: number | null;
}

const ADMINS = { role: 'admin', disabled: false } as const;
const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._@-]{0,63}$/u;

export class AccountsService {
  readonly #users: ModelStatic<UserRow>;

  constructor(
    private readonly db: Sequelize,
    private readonly clock: Clock,
    private readonly rules = new PasswordRules(),
  ) {
    this.#users = defineUsers(db);
  }

  /** Whether there is an admin who is not switched off. */
  async hasAdmin(): Promise<boolean> {
    return (await this.#users.count({ where: ADMINS })) > 0;
  }

  /** Names of the admins who are not switched off. */
  async admins(): Promise<ReadonlySet<string>> {
    return new Set((await this.#users.findAll({ where: ADMINS, attributes: ['name'] })).map(({ name }) => name));
  }

  /** By name, A to Z. */
  async list(): Promise<readonly Account[]> {
    return (await this.#users.findAll({ order: [['name', 'ASC']] })).map(toAccount);
  }

  /** Undefined when there is none. */
  async byId(id: number): Promise<Account | undefined> {
    const row = await this.#byKey(id);
    return row === null ? undefined : toAccount(row);
  }

  /** @throws Fault BAD_REQUEST (name or password not fit), CONFLICT (name taken), CONFIG_INVALID (the list of stolen passwords) */
  async add(name: string, password: string, role: Role): Promise<Account> {
    const key = await this.checkName(name);
    await this.rules.check(password, key);
    return this.#create(key, await hashPassword(password), role);
  }

  /** For who comes through another's login (OIDC): no password fits this account. @throws Fault BAD_REQUEST, CONFLICT */
  async addWithoutPassword(name: string, role: Role): Promise<Account> {
    return this.#create(await this.checkName(name), NO_PASSWORD, role);
  }

  /** The name as it is kept, when an account could have it. @throws Fault BAD_REQUEST, CONFLICT (name taken) */
  async checkName(name: string): Promise<string> {
    const key = normalise(name);
    if (!NAME.test(key))
      throw new Fault(
        'BAD_REQUEST',
        `"${name.slice(0, 100)}" cannot be a user name: letters, digits and . _ @ - only, at most 64, starting with a letter or digit.`,
      );
    if ((await this.#users.count({ where: { name: key } })) > 0) throw taken(key);
    return key;
  }

  /** Undefined when there is none. */
  async byName(name: string): Promise<Account | undefined> {
    const row = await this.#users.findOne({ where: { name: normalise(name) } });
    return row === null ? undefined : toAccount(row);
  }

  /** Name or id. The caller ends the user's sessions. @throws Fault NOT_FOUND, BAD_REQUEST, CONFIG_INVALID */
  async setPassword(who: string | number, password: string): Promise<Account> {
    const row = await this.#find(who);
    await this.rules.check(password, row.name);
    await row.update({ passwordHash: await hashPassword(password) });
    return toAccount(row);
  }

  /** The last admin who can log in cannot be switched off or made less. @throws Fault NOT_FOUND, CONFLICT */
  async change(id: number, change: { readonly role?: Role; readonly disabled?: boolean }): Promise<Account> {
    // Of two admins who take each other's role at once, one must stay.
    return this.db.transaction(async (transaction) => {
      await takeTurn(this.db, 'admins', transaction);
      const row = await this.#find(id, transaction);
      const staysAdmin = (change.role ?? row.role) === 'admin' && !(change.disabled ?? row.disabled);
      if (!staysAdmin) await this.#refuseLastAdmin(row, transaction);
      return toAccount(await row.update(change, { transaction }));
    });
  }

  /** With sessions and second factor; the ids of users are never used again. @throws Fault NOT_FOUND, CONFLICT (the last admin) */
  async remove(id: number): Promise<Account> {
    return this.db.transaction(async (transaction) => {
      await takeTurn(this.db, 'admins', transaction);
      const row = await this.#find(id, transaction);
      await this.#refuseLastAdmin(row, transaction);
      await row.destroy({ transaction });
      return toAccount(row);
    });
  }

  /** Undefined when name or password is wrong or the account is switched off; the time taken does not tell which. @throws Fault THROTTLED */
  async authenticate(name: string, password: string): Promise<Account | undefined> {
    const row = await this.#users.findOne({ where: { name: normalise(name) } });
    const fits = await verifyPassword(row?.passwordHash, password);
    return fits && row !== null && !row.disabled ? toAccount(row) : undefined;
  }

  async noteLogin(id: number, address: string): Promise<void> {
    await this.#users.update({ lastLoginAt: this.clock.now(), lastLoginAddress: address }, { where: { id } });
  }

  /** Whether this account logged in from this address the last time. */
  async isUsualAddress(name: string, address: string): Promise<boolean> {
    return (await this.#users.count({ where: { name: normalise(name), lastLoginAddress: address } })) > 0;
  }

  /** The table's own rule has the last word on names that two ask for at once. */
  async #create(name: string, passwordHash: string, role: Role): Promise<Account> {
    try {
      return toAccount(await this.#users.create({ name, role, passwordHash, createdAt: this.clock.now() }));
    } catch (error) {
      throw error instanceof UniqueConstraintError ? taken(name) : error;
    }
  }

  /** A key from an address may be no number: Sequelize would write NaN into the SQL. */
  #byKey(id: number, transaction?: Transaction): Promise<UserRow | null> {
    if (!Number.isSafeInteger(id)) return Promise.resolve(null);
    return this.#users.findByPk(id, { ...(transaction && { transaction }) });
  }

  async #find(who: string | number, transaction?: Transaction): Promise<UserRow> {
    const row = await (typeof who === 'number'
      ? this.#byKey(who, transaction)
      : this.#users.findOne({ where: { name: normalise(who) } }));
    if (row === null) throw new Fault('NOT_FOUND', `There is no user ${who}.`);
    return row;
  }

  async #refuseLastAdmin(row: UserRow, transaction: Transaction): Promise<void> {
    if (row.role !== 'admin' || row.disabled) return;
    const admins = await this.#users.count({ where: ADMINS, transaction });
    if (admins <= 1) throw new Fault('CONFLICT', `${row.name} is the last admin. Make another user admin first.`);
  }
}

/** No statement of SQLite goes on behind a NUL: in its place stands what no name holds. */
function normalise(name: string): string {
  return name.trim().normalize('NFC').toLowerCase().replaceAll('\0', '\ufffd');
}

function taken(name: string): Fault {
  return new Fault('CONFLICT', `There is already a user ${name}. Choose another name.`);
}

function toAccount(row: UserRow): Account {
  const { id, name, role, disabled, createdAt, lastLoginAt, passwordHash, totpSince } = row;
  return {
    id,
    name,
    role,
    disabled: Boolean(disabled),
    createdAt,
    lastLoginAt: lastLoginAt ?? null,
    hasPassword: passwordHash !== NO_PASSWORD,
    secondFactorSince: totpSince ?? null,
  };
}
