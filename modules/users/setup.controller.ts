// First run: the link from the log makes the admin account, once.

import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { AccountsService } from '#src/accounts/accounts.service.js';
import { Fault } from '#src/faults.js';
import { Audited, Public } from '#src/portal/access/access.js';
import { redirect, withStatus, type Redirect, type WithStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { SetupMode } from '#src/portal/session/setup-mode.js';
import { CurrentVisit, type Visit } from '#src/portal/session/visit.js';
import { SignIn } from './sign-in.js';

const setupForm = z.object({ token: z.string(), name: z.string(), password: z.string(), repeat: z.string() });

@Controller('setup')
@Public()
export class SetupController {
  #busy = false;

  constructor(
    private readonly setup: SetupMode,
    private readonly accounts: AccountsService,
    private readonly signIn: SignIn,
  ) {}

  @Get()
  @Page('users/views/setup', { layout: 'bare' })
  async show(@Query('token') token: unknown): Promise<object | Redirect> {
    if (!(await this.setup.isOn())) return isOver();
    this.#check(token);
    return { title: 'Set-up', token, name: 'admin' };
  }

  @Post()
  @Audited('users.setup')
  @Page('users/views/setup', { layout: 'bare' })
  async make(@CurrentVisit() visit: Visit, @Body() body: unknown): Promise<Redirect | WithStatus> {
    visit.audit = { skip: true };
    if (!(await this.setup.isOn())) return isOver();
    const form = setupForm.safeParse(body);
    if (!form.success) throw new Fault('BAD_REQUEST', 'Fill in name and password.');
    const { token, name, password, repeat } = form.data;
    visit.audit = { outcome: 'failure', details: { reason: 'wrong set-up link' }, seldom: true };
    this.#check(token);
    visit.audit = { skip: true };
    if (password !== repeat)
      return withStatus(422, { title: 'Set-up', token, name, error: 'The two passwords differ.' });
    try {
      const account = await this.#addFirst(name, password);
      visit.audit = { target: account.name, outcome: 'success' };
      return redirect('/', {
        cookies: await this.signIn.begin(account, visit),
        flash: `Welcome, ${account.name}. This account is an admin.`,
      });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return withStatus(422, { title: 'Set-up', token, name, error: error.message });
    }
  }

  /** Two at the same time must not make two admins. */
  async #addFirst(name: string, password: string): ReturnType<AccountsService['add']> {
    if (this.#busy) throw new Fault('CONFLICT', 'The account is being made at this moment.');
    this.#busy = true;
    try {
      return await this.accounts.add(name, password, 'admin');
    } finally {
      this.#busy = false;
    }
  }

  #check(token: unknown): void {
    if (!this.setup.fits(token))
      throw new Fault(
        'FORBIDDEN',
        'This set-up link is not valid. Take the newest one from the log (it changes with each start), or run: lanwarden user add NAME --role admin',
      );
  }
}

function isOver(): Redirect {
  const text = 'Set-up is over: there is an admin. Log in, or run: lanwarden user add NAME --role admin';
  return redirect('/login', { flash: { kind: 'warning', text } });
}
