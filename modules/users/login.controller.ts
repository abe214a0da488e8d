// Login and logout. Where there is a second factor, login-code.controller.ts goes on after the password.

import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { type Account, AccountsService } from '#src/accounts/accounts.service.js';
import { Audited, Public } from '#src/portal/access/access.js';
import { redirect, withStatus, type Redirect, type WithStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { localPath } from '#src/portal/session/local-path.js';
import { SetupMode } from '#src/portal/session/setup-mode.js';
import { LoginThrottle } from '#src/portal/session/throttle.js';
import { CurrentVisit, type Visit } from '#src/portal/session/visit.js';
import { OidcLogin } from './oidc/oidc-login.js';
import { SignIn } from './sign-in.js';

const loginForm = z.object({
  name: z.string().max(200),
  password: z.string().max(1_000),
  next: z.string().optional().catch(undefined),
});

@Controller()
@Public()
export class LoginController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly throttle: LoginThrottle,
    private readonly setup: SetupMode,
    private readonly signIn: SignIn,
    private readonly oidc: OidcLogin,
  ) {}

  @Get('login')
  @Page('users/views/login', { layout: 'bare' })
  async show(@CurrentVisit() visit: Visit, @Query('next') next: unknown): Promise<object | Redirect> {
    if (visit.principal !== undefined) return redirect(localPath(next));
    return {
      title: 'Log in',
      next: localPath(next),
      name: '',
      expired: visit.expired,
      firstRun: await this.setup.isOn(),
      singleSignOn: this.oidc.button(localPath(next)),
    };
  }

  @Post('login')
  @Audited('users.login')
  @Page('users/views/login', { layout: 'bare' })
  async login(@CurrentVisit() visit: Visit, @Body() body: unknown): Promise<Redirect | WithStatus> {
    const form = loginForm.safeParse(body);
    if (!form.success) return this.#again(422, '', undefined, 'Fill in name and password.', visit);
    const { name, password, next } = form.data;
    // What nobody is called may be a password that was typed into the wrong field.
    const target = (await this.accounts.byName(name))?.name ?? '(an unknown name)';
    visit.audit = { target, outcome: 'failure' };
    const waitMs = this.throttle.waitMs(name, visit.address, await this.accounts.isUsualAddress(name, visit.address));
    if (waitMs > 0)
      return this.#again(
        429,
        name,
        next,
        `Too many attempts. Try again in ${Math.ceil(waitMs / 1_000)} seconds.`,
        visit,
      );
    const look = (): Promise<Account | undefined> => this.accounts.authenticate(name, password);
    const account = await this.throttle.guarded(name, visit.address, look);
    if (account === undefined) return this.#again(401, name, next, 'Name or password is wrong.', visit);
    this.throttle.succeeded(name, visit.address);
    visit.audit.outcome = 'success';
    if (account.secondFactorSince !== null) {
      visit.audit.details = { secondFactor: 'asked for' };
      return redirect(codePath(next), { cookies: await this.signIn.beginHalf(account) });
    }
    return redirect(localPath(next), { cookies: await this.signIn.begin(account, visit) });
  }

  @Post('logout')
  @Audited('users.logout')
  async logout(@CurrentVisit() visit: Visit): Promise<Redirect> {
    // Whoever is not logged in does nothing here, as often as they like.
    if (visit.principal === undefined) visit.audit = { skip: true };
    return redirect('/login', { cookies: await this.signIn.end(visit.sessionHash), flash: 'You are logged out.' });
  }

  #again(status: number, name: string, next: string | undefined, error: string, visit: Visit): WithStatus {
    // A throttled guess must not fill the audit log.
    if (status === 429) visit.audit = { ...visit.audit, details: { reason: 'throttled' }, seldom: true };
    return withStatus(status, {
      title: 'Log in',
      name,
      next: localPath(next),
      error,
      expired: false,
      firstRun: false,
      singleSignOn: this.oidc.button(localPath(next)),
    });
  }
}

function codePath(next: unknown): string {
  const path = localPath(next);
  return path === '/' ? '/login/code' : `/login/code?next=${encodeURIComponent(path)}`;
}
