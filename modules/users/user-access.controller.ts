// For admins: the sessions of a user, and a second factor whose phone is lost.

import { Controller, Param, Post } from '@nestjs/common';
import { type Account, AccountsService } from '#src/accounts/accounts.service.js';
import { SecondFactor } from '#src/accounts/second-factor.js';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { redirect, type Redirect } from '#src/portal/page/answers.js';
import { HalfSessions } from '#src/portal/session/half-sessions.js';
import { Sessions } from '#src/portal/session/sessions.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';

@Controller('users/:id')
@Permission('users.manage')
export class UserAccessController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly sessions: Sessions,
    private readonly halves: HalfSessions,
    private readonly secondFactor: SecondFactor,
  ) {}

  @Post('sessions/end')
  @Audited('users.sessions-ended')
  async endAll(@Param('id') id: string, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const { id: userId, name } = await this.#account(id, visit);
    await this.sessions.endAll(userId, visit.sessionHash);
    await this.halves.endAll(userId);
    return redirect(`/users/${userId}`, { flash: `${name} is logged out everywhere.` });
  }

  @Post('sessions/:session/end')
  @Audited('users.session-ended')
  async endOne(
    @Param('id') id: string,
    @Param('session') session: string,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect> {
    const { id: userId } = await this.#account(id, visit);
    const flash = (await this.sessions.endOne(userId, session))
      ? 'That session is over.'
      : 'That session was over already.';
    return redirect(`/users/${userId}`, { flash });
  }

  @Post('second-factor/reset')
  @Audited('users.second-factor-reset')
  async reset(@Param('id') id: string, @Who() who: Principal, @CurrentVisit() visit: Visit): Promise<Redirect> {
    if (Number(id) === who.id)
      throw new Fault('CONFLICT', 'Your own second factor is switched off on your profile, with your password.');
    const { id: userId, name } = await this.#account(id, visit);
    await this.secondFactor.off(userId);
    await this.sessions.endAll(userId, visit.sessionHash);
    await this.halves.endAll(userId);
    const flash = `${name} logs in with the password alone now, and is logged out everywhere.`;
    return redirect(`/users/${userId}`, { flash });
  }

  async #account(id: string, visit: Visit): Promise<Account> {
    const account = await this.accounts.byId(Number(id));
    if (account === undefined)
      throw new Fault('NOT_FOUND', 'There is no such user. The account may have been deleted.');
    visit.audit = { target: account.name };
    return account;
  }
}
