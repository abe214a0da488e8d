// One's own account: a new password, and the sessions that are open. The second factor has its own controller.

import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { AccountsService } from '#src/accounts/accounts.service.js';
import { Fault } from '#src/faults.js';
import { Audited, SignedIn } from '#src/portal/access/access.js';
import { redirect, withStatus, type Redirect, type WithStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { HalfSessions } from '#src/portal/session/half-sessions.js';
import { Sessions } from '#src/portal/session/sessions.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { OwnPassword } from './own-password.js';
import { ProfilePage } from './profile-page.js';

const passwordForm = z.object({ current: z.string(), password: z.string(), repeat: z.string() });

@Controller('profile')
@SignedIn()
export class ProfileController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly sessions: Sessions,
    private readonly halves: HalfSessions,
    private readonly ownPassword: OwnPassword,
    private readonly page: ProfilePage,
  ) {}

  @Get()
  @Page('users/views/profile')
  async show(@Who() who: Principal, @CurrentVisit() visit: Visit): Promise<object> {
    return this.page.model(who, visit);
  }

  /** Where an answer of this address leads when it is loaded again. */
  @Get('password')
  showPassword(): Redirect {
    return redirect('/profile');
  }

  @Post('password')
  @Audited('users.password-changed')
  @Page('users/views/profile')
  async changePassword(
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
    @Body() body: unknown,
  ): Promise<Redirect | WithStatus> {
    visit.audit = { target: who.name, outcome: 'failure' };
    const form = passwordForm.safeParse(body);
    const error = form.success
      ? await this.#change(who, visit, form.data)
      : formMistake(visit, 'Fill in all three fields.');
    if (error !== undefined) return withStatus(422, await this.page.model(who, visit, { error }));
    visit.audit.outcome = 'success';
    return redirect('/profile', { flash: 'Your password is changed; other sessions of yours are logged out.' });
  }

  @Post('sessions/others/end')
  @Audited('users.sessions-ended')
  async endOthers(@Who() who: Principal, @CurrentVisit() visit: Visit): Promise<Redirect> {
    visit.audit = { target: who.name };
    await this.sessions.endAll(who.id, visit.sessionHash);
    return redirect('/profile', { flash: 'You are logged out everywhere but here.' });
  }

  @Post('sessions/:session/end')
  @Audited('users.session-ended')
  async endOne(
    @Param('session') session: string,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect> {
    visit.audit = { target: who.name };
    const flash = (await this.sessions.endOne(who.id, session))
      ? 'That session is over.'
      : 'That session was over already.';
    return redirect('/profile', { flash });
  }

  /** What is wrong, or undefined when it is done. */
  async #change(who: Principal, visit: Visit, form: z.infer<typeof passwordForm>): Promise<string | undefined> {
    if (form.password !== form.repeat) return formMistake(visit, 'The two new passwords differ.');
    const wrong = await this.ownPassword.mistake(who, visit, form.current);
    if (wrong !== undefined) return wrong;
    try {
      await this.accounts.setPassword(who.id, form.password);
    } catch (error) {
      if (error instanceof Fault && error.code === 'BAD_REQUEST') return formMistake(visit, error.message);
      throw error;
    }
    await this.sessions.endAll(who.id, visit.sessionHash);
    await this.halves.endAll(who.id);
    return undefined;
  }
}

/** Nothing was tried. */
function formMistake(visit: Visit, what: string): string {
  visit.audit = { skip: true };
  return what;
}
