// One's own account: role, and a new password.

import { Body, Controller, Get, Post } from '@nestjs/common';
import { z } from 'zod';
import { AccountsService } from '#src/accounts/accounts.service.js';
import { Fault } from '#src/faults.js';
import { Audited, SignedIn } from '#src/portal/access/access.js';
import { redirect, withStatus, type Redirect, type WithStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { Sessions } from '#src/portal/session/sessions.js';
import { LoginThrottle } from '#src/portal/session/throttle.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';

const passwordForm = z.object({ current: z.string(), password: z.string(), repeat: z.string() });

@Controller('profile')
@SignedIn()
export class ProfileController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly sessions: Sessions,
    private readonly throttle: LoginThrottle,
  ) {}

  @Get()
  @Page('users/views/profile')
  async show(@Who() who: Principal): Promise<object> {
    return this.#model(who);
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
    const error = form.success ? await this.#change(who, visit, form.data) : 'Fill in all three fields.';
    if (error !== undefined) return withStatus(422, { ...(await this.#model(who)), error });
    visit.audit.outcome = 'success';
    return redirect('/profile', { flash: 'Your password is changed; other sessions of yours are logged out.' });
  }

  /** What is wrong, or undefined when it is done. */
  async #change(who: Principal, visit: Visit, form: z.infer<typeof passwordForm>): Promise<string | undefined> {
    if (form.password !== form.repeat) return 'The two new passwords differ.';
    if (this.throttle.waitMs(who.name, visit.address, true) > 0) return 'Too many attempts. Wait a little.';
    this.throttle.attempt(who.name, visit.address);
    if ((await this.accounts.authenticate(who.name, form.current)) === undefined)
      return 'Your current password is wrong.';
    this.throttle.succeeded(who.name, visit.address);
    try {
      await this.accounts.setPassword(who.id, form.password);
    } catch (error) {
      if (error instanceof Fault && error.code === 'BAD_REQUEST') return error.message;
      throw error;
    }
    await this.sessions.endAll(who.id, visit.sessionHash);
    return undefined;
  }

  async #model(who: Principal): Promise<object> {
    return { title: 'Profile', account: await this.accounts.byId(who.id) };
  }
}
