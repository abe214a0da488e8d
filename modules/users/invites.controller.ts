// For admins: inviting people. The link is shown once, in the answer that makes it.

import { Body, Controller, Get, Param, Post, Req } from '@nestjs/common';
import { z } from 'zod';
import { Invites, type MadeInvite } from '#src/accounts/invites.service.js';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { redirect, withStatus, type Redirect, type WithStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { CurrentVisit, type PortalRequest, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { PortalSettings } from '#src/portal/settings.js';
import { UsersPage } from './users-page.js';

const inviteForm = z.object({ name: z.string(), role: z.enum(['viewer', 'analyst', 'admin']) });

@Controller('users/invites')
@Permission('users.manage')
export class InvitesController {
  constructor(
    private readonly invites: Invites,
    private readonly page: UsersPage,
    private readonly settings: PortalSettings,
  ) {}

  /** Where answers of these addresses lead when they are loaded again. */
  @Get(['', ':id/renew'])
  list(): Redirect {
    return redirect('/users');
  }

  @Post()
  @Audited('users.invited')
  @Page('users/views/users')
  async invite(
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
    @Req() request: PortalRequest,
  ): Promise<object | WithStatus> {
    const form = inviteForm.safeParse(body);
    if (!form.success) return withStatus(422, await this.page.model({ error: 'Fill in name and role.' }));
    const { name, role } = form.data;
    try {
      const made = await this.invites.create(name, role, who.name);
      visit.audit = { target: made.invite.name, details: { role } };
      return await this.#show(made, request);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return withStatus(422, await this.page.model({ error: error.message, name, role }));
    }
  }

  @Post(':id/renew')
  @Audited('users.invite-renewed')
  @Page('users/views/users')
  async renew(
    @Param('id') id: string,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
    @Req() request: PortalRequest,
  ): Promise<object> {
    const made = await this.invites.renew(Number(id), who.name);
    visit.audit = { target: made.invite.name };
    return this.#show(made, request);
  }

  @Post(':id/revoke')
  @Audited('users.invite-revoked')
  async revoke(@Param('id') id: string, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const { name } = await this.invites.revoke(Number(id));
    visit.audit = { target: name };
    return redirect('/users', { flash: `The invite of ${name} is taken back.` });
  }

  /** `request`: says how the admin reached the portal, where portal.url does not say how people do. */
  #show({ invite, secret }: MadeInvite, { protocol, host }: PortalRequest): Promise<object> {
    const origin = this.settings.publicOrigin ?? `${protocol}://${host}`;
    return this.page.model({}, { name: invite.name, link: `${origin}/invite?token=${secret}` });
  }
}
