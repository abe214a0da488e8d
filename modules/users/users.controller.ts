// For admins: accounts of people. Their sessions and second factors are user-access.controller.ts; invites have their own, too.

import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { AccountsService } from '#src/accounts/accounts.service.js';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { ROLES } from '#src/portal/access/permissions.js';
import { redirect, withStatus, type Redirect, type WithStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { HalfSessions } from '#src/portal/session/half-sessions.js';
import { Sessions } from '#src/portal/session/sessions.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { UserPage } from './user-page.js';
import { UsersPage } from './users-page.js';

const role = z.enum(['viewer', 'analyst', 'admin']);
const addForm = z.object({ name: z.string(), password: z.string(), role });
const changeForm = z.union([
  z.object({ role }),
  z.object({ disabled: z.enum(['true', 'false']).transform((value) => value === 'true') }),
]);

@Controller('users')
@Permission('users.manage')
export class UsersController {
  constructor(
    private readonly accounts: AccountsService,
    private readonly sessions: Sessions,
    private readonly halves: HalfSessions,
    private readonly page: UserPage,
    private readonly list: UsersPage,
  ) {}

  @Get()
  @Page('users/views/users')
  all(): Promise<object> {
    return this.list.model();
  }

  @Get('new')
  @Page('users/views/new')
  showNew(): object {
    return newModel({});
  }

  @Post()
  @Audited('users.added')
  @Page('users/views/new')
  async add(@Body() body: unknown, @CurrentVisit() visit: Visit): Promise<Redirect | WithStatus> {
    const form = addForm.safeParse(body);
    if (!form.success) return withStatus(422, newModel({ error: 'Fill in name, password and role.' }));
    const { name, password } = form.data;
    visit.audit = { target: name, details: { role: form.data.role } };
    try {
      const account = await this.accounts.add(name, password, form.data.role);
      return redirect('/users', { flash: `${account.name} can log in now.` });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return withStatus(422, newModel({ error: error.message, name, role: form.data.role }));
    }
  }

  @Get(':id')
  @Page('users/views/user')
  show(@Param('id') id: string, @CurrentVisit() visit: Visit): Promise<object> {
    return this.page.model(Number(id), visit);
  }

  @Post(':id')
  @Audited('users.changed')
  async change(@Param('id') id: string, @Body() body: unknown, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const form = changeForm.safeParse(body);
    if (!form.success) throw new Fault('BAD_REQUEST', 'Choose a role, or whether the account is switched off.');
    const account = await this.accounts.change(Number(id), form.data);
    visit.audit = { target: account.name, details: form.data };
    if (account.disabled) await this.#endAll(account.id);
    return redirect(`/users/${account.id}`, { flash: `${account.name} is changed.` });
  }

  /** Where an answer of this address leads when it is loaded again. */
  @Get(':id/password')
  showPassword(@Param('id') id: string): Redirect {
    return redirect(`/users/${encodeURIComponent(id)}`);
  }

  @Post(':id/password')
  @Audited('users.password-reset')
  @Page('users/views/user')
  async resetPassword(
    @Param('id') id: string,
    @Body('password') password: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect | WithStatus> {
    // Whoever sits down at an admin's open browser would else take the account over without the old one.
    if (Number(id) === who.id && (await this.accounts.byId(who.id))?.hasPassword)
      throw new Fault('CONFLICT', 'Your own password is changed on your profile, with the old one.');
    try {
      if (typeof password !== 'string') throw new Fault('BAD_REQUEST', 'Fill in the new password.');
      const account = await this.accounts.setPassword(Number(id), password);
      visit.audit = { target: account.name };
      await this.#endAll(account.id, visit.sessionHash);
      const flash = `${account.name} has a new password and is logged out everywhere.`;
      return redirect(`/users/${account.id}`, { flash });
    } catch (error) {
      if (!(error instanceof Fault) || error.code !== 'BAD_REQUEST') throw error;
      return withStatus(422, await this.page.model(Number(id), visit, { passwordError: error.message }));
    }
  }

  @Post(':id/delete')
  @Audited('users.deleted')
  async remove(@Param('id') id: string, @Who() who: Principal, @CurrentVisit() visit: Visit): Promise<Redirect> {
    if (Number(id) === who.id)
      throw new Fault('CONFLICT', 'You cannot delete your own account. Ask another admin to do it.');
    const account = await this.accounts.remove(Number(id));
    visit.audit = { target: account.name, details: { role: account.role } };
    await this.#endAll(account.id);
    return redirect('/users', { flash: `${account.name} is deleted.` });
  }

  async #endAll(userId: number, keepHash?: string): Promise<void> {
    await this.sessions.endAll(userId, keepHash);
    await this.halves.endAll(userId);
  }
}

function newModel(form: { error?: string; name?: string; role?: string }): object {
  return { title: 'Add a user', styles: ['users/users.css'], roles: ROLES, form };
}
