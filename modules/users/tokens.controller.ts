// For admins: tokens of programs, and the ingest keys of sources. A secret is shown once, in the answer that makes it.

import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { TokensService } from '#src/accounts/tokens.service.js';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import type { CollectorLink } from '#src/portal/collector-link.js';
import { COLLECTOR } from '#src/portal/deps.js';
import { redirect, withStatus, type Redirect, type WithStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';

const ROLES = [
  { id: 'ingest', title: 'Ingest key of a source' },
  { id: 'viewer', title: 'Viewer: reads' },
  { id: 'analyst', title: 'Analyst: reads, triages, tunes' },
  { id: 'admin', title: 'Admin: everything' },
];

const tokenForm = z.object({
  name: z.string(),
  role: z.enum(['viewer', 'analyst', 'admin', 'ingest']),
  source: z.string().optional(),
});

@Controller('users/tokens')
@Permission('users.tokens')
export class TokensController {
  constructor(
    private readonly tokens: TokensService,
    @Inject(COLLECTOR) private readonly collector: CollectorLink,
  ) {}

  @Get()
  @Page('users/views/tokens')
  list(): Promise<object> {
    return this.#model();
  }

  @Post()
  @Audited('users.token-created')
  @Page('users/views/tokens')
  async create(
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<object | WithStatus> {
    const form = tokenForm.safeParse(body);
    if (!form.success) return withStatus(422, await this.#model({ error: 'Fill in name and role.' }));
    const { name, role, source } = form.data;
    visit.audit = { target: name, details: { role, source } };
    try {
      const { secret } = await this.tokens.create({
        name,
        role,
        source: source?.trim() || undefined,
        createdBy: who.name,
      });
      if (role === 'ingest') this.collector.reconfigure();
      return this.#model({}, { name, secret, role });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      visit.audit = { skip: true };
      return withStatus(422, await this.#model({ error: error.message, ...form.data }));
    }
  }

  @Post(':id/revoke')
  @Audited('users.token-revoked')
  async revoke(@Param('id') id: string, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const token = await this.tokens.revoke(Number(id));
    visit.audit = { target: token.name };
    if (token.role === 'ingest') this.collector.reconfigure();
    return redirect('/users/tokens', { flash: `The token ${token.name} is revoked.` });
  }

  async #model(
    form: { error?: string; name?: string; role?: string; source?: string } = {},
    created?: object,
  ): Promise<object> {
    return { title: 'API tokens', tokens: await this.tokens.list(), roles: ROLES, form, created };
  }
}
