// Login with OpenID Connect (authorization code flow with PKCE, state and nonce): to the issuer, and back. The second factor is the
// issuer's: ours is not asked. The way back is a GET that begins a session; the sealed cookie and the state stand in for a CSRF token.

import { Controller, Get, Query, Req } from '@nestjs/common';
import { Fault } from '#src/faults.js';
import { Audited, Public } from '#src/portal/access/access.js';
import { redirect, withStatus, type Redirect, type WithStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { localPath } from '#src/portal/session/local-path.js';
import { LoginThrottle } from '#src/portal/session/throttle.js';
import { CurrentVisit, type Flash, type PortalRequest, type Visit } from '#src/portal/session/visit.js';
import { PortalSettings } from '#src/portal/settings.js';
import { SignIn } from '../sign-in.js';
import { type Finished, OidcLogin } from './oidc-login.js';
import { redirectUri } from './redirect-uri.js';
import { type Refusal, STALE, THROTTLED } from './refusals.js';

/** No user name has brackets. Logins are slowed by address only: the issuer guards its accounts itself. */
const THROTTLED_AS = '<issuer>';

@Controller('login/oidc')
@Public()
export class OidcController {
  constructor(
    private readonly login: OidcLogin,
    private readonly signIn: SignIn,
    private readonly throttle: LoginThrottle,
    private readonly settings: PortalSettings,
  ) {}

  @Get()
  @Page('users/views/oidc-refused', { layout: 'bare' })
  async start(
    @CurrentVisit() visit: Visit,
    @Query('next') nextPage: unknown,
    @Req() request: PortalRequest,
  ): Promise<Redirect | WithStatus> {
    this.#mustBeOn();
    const next = localPath(nextPage);
    if (visit.principal !== undefined) return redirect(next);
    const started = await this.login.start({ next, redirectUri: redirectUri(this.settings, request) });
    if (started.kind === 'refused') return this.#refused(started.refusal);
    return redirect(started.to, { cookies: [started.cookie] });
  }

  @Get('callback')
  @Audited('users.login')
  @Page('users/views/oidc-refused', { layout: 'bare' })
  async callback(@CurrentVisit() visit: Visit, @Req() request: PortalRequest): Promise<Redirect | WithStatus> {
    this.#mustBeOn();
    visit.audit = { outcome: 'failure', target: this.login.title };
    const query = queryOf(request.url);
    const flow = this.login.take(request.headers.cookie, query);
    // Any site can make a browser come here; that must not slow its person's own logins down, nor fill the audit log.
    if (flow === undefined) {
      visit.audit = { ...visit.audit, details: { via: this.login.title, reason: STALE.reason }, seldom: true };
      return this.#refused(STALE);
    }
    // Of those that failed here, whoever's: others' passwords at a shared address keep nobody from it.
    if (this.throttle.waitMs(THROTTLED_AS, visit.address, true) > 0) {
      visit.audit = { ...visit.audit, details: { reason: 'throttled' }, seldom: true };
      return this.#refused(THROTTLED);
    }
    this.throttle.attempt(THROTTLED_AS, visit.address);
    const finished = await this.login.finish(flow, query);
    visit.audit = { ...visit.audit, ...auditOf(finished, this.login.title) };
    if (finished.kind === 'refused') return this.#refused(finished.refusal);
    this.throttle.succeeded(THROTTLED_AS, visit.address);
    const { admitted, next } = finished;
    const cookies = [...(await this.signIn.begin(admitted.account, visit)), this.login.clearCookie()];
    return redirect(next, { cookies, flash: this.#flash(admitted) });
  }

  #mustBeOn(): void {
    if (!this.login.isOn)
      throw new Fault('NOT_FOUND', 'Login with an OpenID Connect issuer is not set up here (oidc.issuer).');
  }

  #refused({ status, text }: Refusal): WithStatus {
    return withStatus(status, { title: 'Not logged in', text, issuer: this.login.title });
  }

  #flash({ account, isNew, keptAdmin }: Extract<Finished, { kind: 'finished' }>['admitted']): Flash | undefined {
    if (isNew)
      return { kind: 'success', text: `Welcome, ${account.name}. Your account was made just now, as ${account.role}.` };
    if (!keptAdmin) return undefined;
    const text = `By your groups at ${this.login.title} you are no admin any more. You stay one because you are the last: make another user admin.`;
    return { kind: 'warning', text };
  }
}

function auditOf(finished: Finished, via: string): NonNullable<Visit['audit']> {
  if (finished.kind === 'refused')
    return { target: finished.name ?? via, details: { via, reason: finished.refusal.reason } };
  const { account, isNew, roleBefore, keptAdmin } = finished.admitted;
  const details = {
    via,
    role: account.role,
    ...(isNew && { new: true }),
    ...(roleBefore && { roleBefore }),
    ...(keptAdmin && { keptAdmin }),
  };
  return { outcome: 'success', target: account.name, details };
}

function queryOf(url: string): string {
  const at = url.indexOf('?');
  return at === -1 ? '' : url.slice(at);
}
