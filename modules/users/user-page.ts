// What the page of one user shows an admin; several routes answer with it.

import { Injectable } from '@nestjs/common';
import { AccountsService } from '#src/accounts/accounts.service.js';
import { SecondFactor } from '#src/accounts/second-factor.js';
import { TokensService } from '#src/accounts/tokens.service.js';
import { Fault } from '#src/faults.js';
import { ROLES } from '#src/portal/access/permissions.js';
import { Sessions } from '#src/portal/session/sessions.js';
import type { Visit } from '#src/portal/session/visit.js';
import { Identities } from './oidc/identities.js';
import { sessionRows } from './session-rows.js';

@Injectable()
export class UserPage {
  constructor(
    private readonly accounts: AccountsService,
    private readonly secondFactor: SecondFactor,
    private readonly sessions: Sessions,
    private readonly identities: Identities,
    private readonly tokens: TokensService,
  ) {}

  /** `passwordError`: of the form for a new password. @throws Fault NOT_FOUND */
  async model(id: number, visit: Visit, mistakes: { readonly passwordError?: string } = {}): Promise<object> {
    const account = await this.accounts.byId(id);
    if (account === undefined)
      throw new Fault('NOT_FOUND', 'There is no such user. The account may have been deleted.');
    return {
      title: account.name,
      account,
      tokensMade: await this.#tokensMade(account.name),
      comesBack: await this.identities.leadTo(account.id),
      isOwn: visit.principal?.id === account.id,
      roles: ROLES,
      codesLeft: account.secondFactorSince === null ? 0 : await this.secondFactor.codesLeft(account.id),
      sessions: sessionRows(await this.sessions.list(account.id), visit.sessionHash),
      styles: ['users/users.css'],
      ...mistakes,
    };
  }

  /** Names of those that are good still: they do not end with the account. */
  async #tokensMade(by: string): Promise<readonly string[]> {
    const tokens = await this.tokens.list();
    return tokens.filter(({ createdBy, isExpired }) => createdBy === by && !isExpired).map(({ name }) => name);
  }
}
