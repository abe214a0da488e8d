// For admins: accounts of people.

import { Body, Controller, Get, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { AccountsService } from '#src/accounts/accounts.service.js';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { ROLES } from '#src/portal/access/permissions.js';
import { redirect, withStatus, type Redirect, type WithStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { Sessions } from '#src/portal/session/sessions.js';
import { CurrentVisit, type Visit } from '#src/portal/session/visit.js';

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
  ) {}

  @Get()
  @Page('users/views/users')
  list(): Promise<object> {
    return this.#model();
  }

  @Post()
  @Audited('users.added')
  @Page('users/views/users')
  async add(@Body() body: unknown, @CurrentVisit() visit: Visit): Promise<Redirect | WithStatus> {
    const form = addForm.safeParse(body);
    if (!form.success) return withStatus(422, await this.#model({ error: 'Fill in name, password and role.' }));
    const { name, password } = form.data;
    visit.audit = { target: name, details: { role: form.data.role } };
    try {
      const account = await this.accounts.add(name, password, form.data.role);
      return redirect('/users', { flash: `${account.name} can log in now.` });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      visit.audit = { skip: true };
      return withStatus(422, await this.#model({ error: error.message, name, role: form.data.role }));
    }
  }

  @Get(':id')
  @Page('users/views/user')
  async show(@Param('id') id: string): Promise<object> {
    const account = await this.accounts.byId(Number(id));
    if (account === undefined) throw new Fault('NOT_FOUND', `There is no user ${id}.`);
    return { title: account.name, account, roles: ROLES };
  }

  @Post(':id')
  @Audited('users.changed')
  async change(@Param('id') id: string, @Body() body: unknown, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const form = changeForm.safeParse(body);
    if (!form.success) throw new Fault('BAD_REQUEST', 'Choose a role, or whether the account is switched off.');
    const account = await this.accounts.change(Number(id), form.data);
    visit.audit = { target: account.name, details: form.data };
    if (account.disabled) await this.sessions.endAll(account.id);
    return redirect(`/users/${account.id}`, { flash: `${account.name} is changed.` });
  }

  @Post(':id/password')
  @Audited('users.password-reset')
  async resetPassword(
    @Param('id') id: string,
    @Body('password') password: unknown,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect> {
    if (typeof password !== 'string') throw new Fault('BAD_REQUEST', 'Fill in the new password.');
    const account = await this.accounts.setPassword(Number(id), password);
    visit.audit = { target: account.name };
    await this.sessions.endAll(account.id, visit.sessionHash);
    return redirect(`/users/${account.id}`, {
      flash: `${account.name} has a new password and is logged out everywhere.`,
    });
  }

  async #model(form: { error?: string; name?: string; role?: string } = {}): Promise<object> {
    return { title: 'Users', accounts: await this.accounts.list(), roles: ROLES, form };
  }
}
