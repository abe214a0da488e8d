// The invited person's side: the link shows a form for the own password, which makes the account and logs in.

import { Body, Controller, Get, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { type Invite, Invites } from '#src/accounts/invites.service.js';
import { Fault } from '#src/faults.js';
import { Audited, Public } from '#src/portal/access/access.js';
import { redirect, withStatus, type Redirect, type WithStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Visit } from '#src/portal/session/visit.js';
import { SignIn } from './sign-in.js';

const acceptForm = z.object({ token: z.string(), password: z.string(), repeat: z.string() });

@Controller('invite')
@Public()
export class InviteController {
  constructor(
    private readonly invites: Invites,
    private readonly signIn: SignIn,
  ) {}

  @Get()
  @Page('users/views/invite', { layout: 'bare' })
  async show(@Query('token') token: unknown, @CurrentVisit() visit: Visit): Promise<object> {
    const invite = await this.#find(token);
    return { ...modelOf(invite, String(token)), loggedInAs: visit.principal?.name };
  }

  @Post()
  @Audited('users.invite-accepted')
  @Page('users/views/invite', { layout: 'bare' })
  async accept(@Body() body: unknown, @CurrentVisit() visit: Visit): Promise<Redirect | WithStatus> {
    visit.audit = { skip: true };
    const form = acceptForm.safeParse(body);
    if (!form.success) throw new Fault('BAD_REQUEST', 'Fill in the password, twice.');
    const { token, password, repeat } = form.data;
    const model = modelOf(await this.#find(token), token);
    if (password !== repeat) return withStatus(422, { ...model, error: 'The two passwords differ.' });
    try {
      const account = await this.invites.accept(token, password);
      visit.audit = { target: account.name, details: { role: account.role } };
      const flash = `Welcome, ${account.name}.`;
      return redirect('/', { cookies: await this.signIn.begin(account, visit), flash });
    } catch (error) {
      if (!(error instanceof Fault) || !['BAD_REQUEST', 'CONFLICT'].includes(error.code)) throw error;
      return withStatus(422, { ...model, error: error.message });
    }
  }

  async #find(token: unknown): Promise<Invite> {
    const invite = typeof token === 'string' ? await this.invites.bySecret(token) : undefined;
    if (invite === undefined)
      throw new Fault(
        'NOT_FOUND',
        'This invite was used, taken back, or replaced by a newer one. If you have an account, log in; else ask an admin for a new link.',
      );
    if (invite.isExpired)
      throw new Fault('NOT_FOUND', 'This invite has expired: it was good for a week. Ask an admin for a new link.');
    if (!invite.isVouchedFor)
      throw new Fault(
        'NOT_FOUND',
        `${invite.createdBy}, who invited you, is no admin here any more. Ask an admin for a new link.`,
      );
    return invite;
  }
}

function modelOf({ name, role }: Invite, token: string): object {
  return { title: 'Your account', name, role, token };
}
