// The second step of a login: the code of the app, or a recovery code. Only who gave the password in this browser, not long ago, gets here.

import { Body, Controller, Get, Headers, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { AccountsService } from '#src/accounts/accounts.service.js';
import { SecondFactor } from '#src/accounts/second-factor.js';
import { Audited, Public } from '#src/portal/access/access.js';
import { redirect, withStatus, type Redirect, type WithStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { localPath } from '#src/portal/session/local-path.js';
import { LoginThrottle } from '#src/portal/session/throttle.js';
import { CurrentVisit, type Visit } from '#src/portal/session/visit.js';
import { SignIn } from './sign-in.js';

const codeForm = z.object({
  code: z.string().max(100),
  kind: z.enum(['app', 'recovery']).catch('app'),
  next: z.string().optional().catch(undefined),
});
type CodeForm = z.infer<typeof codeForm>;

@Controller('login/code')
@Public()
export class LoginCodeController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly secondFactor: SecondFactor,
    private readonly throttle: LoginThrottle,
    private readonly signIn: SignIn,
  ) {}

  @Get()
  @Page('users/views/login-code', { layout: 'bare' })
  async show(
    @CurrentVisit() visit: Visit,
    @Headers('cookie') cookie: string | undefined,
    @Query() query: { next?: unknown; with?: unknown },
  ): Promise<object | Redirect> {
    if (visit.principal !== undefined) return redirect(localPath(query.next));
    if ((await this.signIn.half(cookie)) === undefined) return tooLate(query.next);
    return modelOf({ kind: query.with === 'recovery' ? 'recovery' : 'app', next: localPath(query.next) });
  }

  @Post()
  @Audited('users.login-code')
  @Page('users/views/login-code', { layout: 'bare' })
  async check(
    @CurrentVisit() visit: Visit,
    @Headers('cookie') cookie: string | undefined,
    @Body() body: unknown,
  ): Promise<Redirect | WithStatus> {
    visit.audit = { skip: true };
    const form = codeForm.safeParse(body);
    const { kind, next, code } = form.success ? form.data : { kind: 'app' as const, next: undefined, code: '' };
    const half = await this.signIn.half(cookie);
    if (half === undefined) return tooLate(next);
    if (code.trim() === '') return again(422, { kind, next }, 'Fill in the code.');
    const { account, secret } = half;
    // Apart from the account's count of passwords: else each right password would clear the wrong codes.
    const key = `code:${account.name}`;
    const isUsual = await this.accounts.isUsualAddress(account.name, visit.address);
    // Six digits are guessed sooner than a password: wrong ones wait in full, also at the usual address.
    const waitMs = Math.max(
      this.throttle.ownWaitMs(key, visit.address, isUsual),
      this.throttle.waitMs(key, visit.address, isUsual),
    );
    if (waitMs > 0) {
      visit.audit = { target: account.name, outcome: 'failure', details: { kind, reason: 'throttled' }, seldom: true };
      return again(429, { kind, next }, `Too many attempts. Try again in ${Math.ceil(waitMs / 1_000)} seconds.`);
    }
    this.throttle.attempt(key, visit.address);
    await this.signIn.noteTry(secret);
    visit.audit = { target: account.name, outcome: 'failure', details: { kind } };
    const fits = await this.#fits(account.id, { code, kind });
    if (!fits) return again(401, { kind, next }, WRONG[kind]);
    this.throttle.succeeded(key, visit.address);
    visit.audit.outcome = 'success';
    const cookies = await this.signIn.complete(account, secret, visit);
    return redirect(localPath(next), { cookies, flash: await this.#reminder(account.id, kind) });
  }

  #fits(userId: number, { code, kind }: Pick<CodeForm, 'code' | 'kind'>): Promise<boolean> {
    return kind === 'recovery'
      ? this.secondFactor.useRecoveryCode(userId, code)
      : this.secondFactor.check(userId, code);
  }

  async #reminder(
    userId: number,
    kind: CodeForm['kind'],
  ): Promise<{ readonly kind: 'warning'; readonly text: string } | undefined> {
    if (kind === 'app') return undefined;
    const left = await this.secondFactor.codesLeft(userId);
    const text = `You used a recovery code; ${left} are left. On your profile you can make new ones, or set up another phone.`;
    return { kind: 'warning', text };
  }
}

const WRONG = {
  app: 'This code does not fit, or it was used already. Wait for the next one. If it never fits, set the clock of your phone.',
  recovery: 'This is none of your recovery codes, or it was used already.',
};

function modelOf(form: { kind: CodeForm['kind']; next: string }): object {
  return { title: 'Second step', ...form };
}

function again(status: number, { kind, next }: Omit<CodeForm, 'code'>, error: string): WithStatus {
  return withStatus(status, { ...modelOf({ kind, next: localPath(next) }), error });
}

function tooLate(next: unknown): Redirect {
  const path = localPath(next);
  return redirect(path === '/' ? '/login' : `/login?next=${encodeURIComponent(path)}`, {
    flash: { kind: 'warning', text: 'The time for the code is over. Log in once more.' },
  });
}
