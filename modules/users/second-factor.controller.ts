// One's own second factor: set it up in two steps, see the recovery codes once, make new ones, switch it off.

import { Body, Controller, Get, Post } from '@nestjs/common';
import { AccountsService } from '#src/accounts/accounts.service.js';
import { SecondFactor } from '#src/accounts/second-factor.js';
import { totpAddress } from '#src/accounts/totp.js';
import { Fault } from '#src/faults.js';
import { Audited, NotAudited, SignedIn } from '#src/portal/access/access.js';
import { redirect, withStatus, type Redirect, type WithStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { Sessions } from '#src/portal/session/sessions.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { OwnPassword } from './own-password.js';
import { ProfilePage } from './profile-page.js';
import { qrCode } from './qr-code.js';

@Controller('profile/second-factor')
@SignedIn()
export class SecondFactorController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly secondFactor: SecondFactor,
    private readonly ownPassword: OwnPassword,
    private readonly sessions: Sessions,
    private readonly profile: ProfilePage,
  ) {}

  @Get()
  @Page('users/views/second-factor')
  async show(@Who() who: Principal): Promise<object | Redirect> {
    return (await this.#model(who)) ?? redirect('/profile');
  }

  /** Where answers of these addresses lead when they are loaded again: recovery codes are shown once. */
  @Get(['confirm', 'codes', 'off'])
  showAgain(): Redirect {
    return redirect('/profile/second-factor');
  }

  @Post()
  @Audited('users.second-factor-begun')
  @Page('users/views/profile')
  async begin(
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
    @Body('password') password: unknown,
  ): Promise<Redirect | WithStatus> {
    return this.#withPassword(who, visit, password, async () => {
      await this.secondFactor.begin(who.id);
      return redirect('/profile/second-factor');
    });
  }

  @Post('confirm')
  @Audited('users.second-factor-on')
  @Page('users/views/second-factor')
  async confirm(
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
    @Body('code') code: unknown,
  ): Promise<object | Redirect | WithStatus> {
    const codes = typeof code === 'string' ? await this.secondFactor.confirm(who.id, code) : undefined;
    if (codes !== undefined) {
      visit.audit = { target: who.name };
      // Those that came in with the password alone.
      await this.sessions.endAll(who.id, visit.sessionHash);
      return codesModel(codes, true);
    }
    visit.audit = { skip: true };
    const model = await this.#model(who);
    if (model === undefined) return redirect('/profile');
    return withStatus(422, { ...model, error: 'This code does not fit. Type the one that your app shows now.' });
  }

  @Post('cancel')
  @NotAudited('nothing was switched on')
  async cancel(@Who() who: Principal): Promise<Redirect> {
    await this.secondFactor.cancel(who.id);
    return redirect('/profile', { flash: 'The second factor is as it was.' });
  }

  @Post('codes')
  @Audited('users.recovery-codes-renewed')
  @Page('users/views/second-factor')
  async renew(
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
    @Body('password') password: unknown,
  ): Promise<object | Redirect> {
    visit.audit = { skip: true };
    if ((await this.accounts.byId(who.id))?.secondFactorSince === null) return redirect('/profile');
    visit.audit = { target: who.name, outcome: 'failure' };
    const error = await this.ownPassword.mistake(who, visit, password);
    if (error !== undefined) return redirect('/profile', { flash: { kind: 'danger', text: error } });
    visit.audit.outcome = 'success';
    return codesModel(await this.secondFactor.renewCodes(who.id), false);
  }

  @Post('off')
  @Audited('users.second-factor-off')
  @Page('users/views/profile')
  async switchOff(
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
    @Body('password') password: unknown,
  ): Promise<Redirect | WithStatus> {
    return this.#withPassword(who, visit, password, async () => {
      await this.secondFactor.off(who.id);
      return redirect('/profile', { flash: 'The second factor is off. Your password alone lets you in.' });
    });
  }

  async #withPassword(
    who: Principal,
    visit: Visit,
    password: unknown,
    work: () => Promise<Redirect>,
  ): Promise<Redirect | WithStatus> {
    visit.audit = { target: who.name, outcome: 'failure' };
    const error = await this.ownPassword.mistake(who, visit, password);
    if (error !== undefined) return withStatus(422, await this.profile.model(who, visit, { factorError: error }));
    const answer = await work();
    visit.audit.outcome = 'success';
    return answer;
  }

  /** Undefined when nothing waits for its first code. */
  async #model(who: Principal): Promise<object | undefined> {
    const secret = await this.#waiting(who.id);
    if (secret === undefined) return undefined;
    const address = totpAddress(secret, who.name, 'Lanwarden');
    const spelled = secret.match(/.{1,4}/g)!.join(' ');
    return { title: 'Second factor', styles: STYLES, qr: qrCode(address), address, secret: spelled };
  }

  /** A secret that cannot be read any more was never in force: begin again. */
  async #waiting(userId: number): Promise<string | undefined> {
    try {
      return await this.secondFactor.waiting(userId);
    } catch (error) {
      if (error instanceof Fault && error.code === 'SECRET_KEY') return undefined;
      throw error;
    }
  }
}

const STYLES = ['users/users.css'];

function codesModel(codes: readonly string[], isNew: boolean): object {
  return { title: 'Recovery codes', styles: STYLES, codes, isNew };
}
