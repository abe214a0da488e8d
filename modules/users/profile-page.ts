// What the profile page shows; several routes answer with it.

import { Injectable } from '@nestjs/common';
import { AccountsService } from '#src/accounts/accounts.service.js';
import { SecondFactor } from '#src/accounts/second-factor.js';
import { Fault } from '#src/faults.js';
import { Sessions } from '#src/portal/session/sessions.js';
import type { Principal, Visit } from '#src/portal/session/visit.js';
import { sessionRows } from './session-rows.js';

@Injectable()
export class ProfilePage {
  constructor(
    private readonly accounts: AccountsService,
    private readonly secondFactor: SecondFactor,
    private readonly sessions: Sessions,
  ) {}

  /** `error`: of the password form; `factorError`: of the second factor's. @throws Fault NOT_FOUND */
  async model(
    who: Principal,
    visit: Visit,
    mistakes: { readonly error?: string; readonly factorError?: string } = {},
  ): Promise<object> {
    const account = await this.accounts.byId(who.id);
    if (account === undefined) throw new Fault('NOT_FOUND', 'Your account was deleted.');
    return {
      title: 'Profile',
      account,
      codesLeft: account.secondFactorSince === null ? 0 : await this.secondFactor.codesLeft(who.id),
      sessions: sessionRows(await this.sessions.list(who.id), visit.sessionHash),
      styles: ['users/users.css'],
      ...mistakes,
    };
  }
}
