// Whether a person whom the issuer vouches for may come in, as which account and with which role. The answer is a value: being
// refused is no fault. Accounts made here have no password; an admin may set one.

import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '#config/schema.js';
import { type Account, AccountsService } from '#src/accounts/accounts.service.js';
import { Fault } from '#src/faults.js';
import type { Role } from '#src/plugin/module.js';
import { CONFIG } from '#src/portal/deps.js';
import { Sessions } from '#src/portal/session/sessions.js';
import { roleOf, usernameOf } from './claims.js';
import { Identities } from './identities.js';
import type { Person } from './issuer.js';

export type Admission =
  | {
      readonly kind: 'admitted';
      readonly account: Account;
      readonly isNew: boolean;
      /** What was, when the issuer's groups changed it. */
      readonly roleBefore?: Role;
      /** The last admin keeps the role, whatever the groups say. */
      readonly keptAdmin?: boolean;
    }
  | {
      readonly kind: 'refused';
      readonly why: 'no-name' | 'no-role' | 'name-taken' | 'switched-off';
      readonly name: string;
    };

@Injectable()
export class Admissions {
  readonly #oidc: Config['oidc'];

  constructor(
    @Inject(CONFIG) { oidc }: Config,
    private readonly accounts: AccountsService,
    private readonly identities: Identities,
    private readonly sessions: Sessions,
  ) {
    this.#oidc = oidc;
  }

  async decide(person: Person): Promise<Admission> {
    const name = usernameOf(person.claims, this.#oidc);
    const known = await this.identities.find(person.issuer, person.subject);
    const userId = known?.userId ?? undefined;
    const account = userId === undefined ? undefined : await this.accounts.byId(userId);
    const role = roleOf(person.claims, this.#oidc);
    if (account !== undefined) return this.#again(person, account, role);
    if (name === undefined) return { kind: 'refused', why: 'no-name', name: person.subject };
    if (role === undefined) return { kind: 'refused', why: 'no-role', name };
    return this.#first(person, name, role);
  }

  /** Somebody we know. Without a role claim, roles are what admins made them here. */
  async #again(person: Person, account: Account, mapped: Role | undefined): Promise<Admission> {
    const { name } = account;
    if (account.disabled) return { kind: 'refused', why: 'switched-off', name };
    const role = this.#oidc.roleClaim === undefined ? account.role : mapped;
    if (role === undefined) {
      // Out of all groups: what is still open from before must not outlast that.
      await this.sessions.endAll(account.id);
      return { kind: 'refused', why: 'no-role', name };
    }
    await this.#note(person, account);
    if (role === account.role) return { kind: 'admitted', account, isNew: false };
    try {
      const changed = await this.accounts.change(account.id, { role });
      return { kind: 'admitted', account: changed, isNew: false, roleBefore: account.role };
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'CONFLICT') throw error;
      return { kind: 'admitted', account, isNew: false, keptAdmin: true };
    }
  }

  /** An account of that name is somebody's already: it is not taken over, whatever the issuer says. */
  async #first(person: Person, name: string, role: Role): Promise<Admission> {
    try {
      const account = await this.accounts.addWithoutPassword(name, role);
      await this.#note(person, account);
      return { kind: 'admitted', account, isNew: true };
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'CONFLICT') throw error;
      await this.identities.note({ ...person, name, userId: null });
      return { kind: 'refused', why: 'name-taken', name };
    }
  }

  #note({ issuer, subject }: Person, { id, name }: Account): Promise<void> {
    return this.identities.note({ issuer, subject, name, userId: id });
  }
}
