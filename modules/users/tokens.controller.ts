// For admins: tokens of programs, and the ingest keys of sources. A secret is shown once, in the answer that makes it.

import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { parseExpiry } from '#src/accounts/expiry.js';
import { type MadeToken, type NewToken, TokensService } from '#src/accounts/tokens.service.js';
import type { Clock } from '#src/clock.js';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { Permissions } from '#src/portal/access/permissions.js';
import type { CollectorLink } from '#src/portal/collector-link.js';
import { CLOCK, COLLECTOR } from '#src/portal/deps.js';
import { redirect, withStatus, type Redirect, type WithStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { KeySources } from './key-sources.js';
import { readTokenForm, type TokenForm, tokenForm } from './token-form.js';

const ROLES = [
  { id: 'ingest', title: 'API key of a source' },
  { id: 'viewer', title: 'Viewer: reads' },
  { id: 'analyst', title: 'Analyst: reads, triages, tunes' },
  { id: 'admin', title: 'Admin: everything' },
];

const DAY_MS = 86_400_000;
/** To choose from while typing. */
const MOST_SOURCE_NAMES = 500;
/** `keep`: hours that the old secret stays good. */
const rotateForm = z.object({
  keep: z.coerce.number().int().min(0).max(720).catch(0),
  expires: z.string().max(100).optional(),
});

@Controller('users/tokens')
@Permission('users.tokens')
export class TokensController {
  constructor(
    private readonly tokens: TokensService,
    private readonly permissions: Permissions,
    private readonly sources: KeySources,
    @Inject(COLLECTOR) private readonly collector: CollectorLink,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Page('users/views/tokens')
  list(): Promise<object> {
    return this.#model();
  }

  @Post()
  @Audited('tokens.created')
  @Page('users/views/tokens')
  async create(
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<object | WithStatus> {
    const form = tokenForm.safeParse(body);
    if (!form.success) return withStatus(422, await this.#model({ error: 'Fill in name and role.' }));
    try {
      const wanted = readTokenForm(form.data, this.permissions, this.clock.now());
      const mistake = await this.#sourceMistake(wanted);
      if (mistake !== undefined) return withStatus(422, await this.#model({ ...form.data, sourceMistake: mistake }));
      const made = await this.tokens.create({ ...wanted, createdBy: who.name });
      const { role, source, scopes, expiresAt } = made.token;
      visit.audit = { target: made.token.name, details: { role, source, scopes, expiresAt } };
      return await this.#show(made);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      return withStatus(422, await this.#model({ error: error.message, ...form.data }));
    }
  }

  /** Where an answer of this address leads when it is loaded again: the secret is shown once. */
  @Get(':id/rotate')
  showAgain(): Redirect {
    return redirect('/users/tokens');
  }

  @Post(':id/rotate')
  @Audited('tokens.renewed')
  @Page('users/views/tokens')
  async rotate(@Param('id') id: string, @Body() body: unknown, @CurrentVisit() visit: Visit): Promise<object> {
    const form = rotateForm.safeParse(body ?? {});
    if (!form.success) throw new Fault('BAD_REQUEST', 'Choose how long the old secret stays good.');
    const { keep, expires } = form.data;
    const made = await this.tokens.rotate(Number(id), {
      keepOldMs: (keep * DAY_MS) / 24,
      ...(expires === undefined || expires === 'same'
        ? {}
        : { expiresAt: parseExpiry(expires, this.clock.now()) ?? null }),
    });
    const { name, expiresAt } = made.token;
    visit.audit = { target: name, details: { oldSecretGoodForHours: keep, expiresAt } };
    return this.#show(made);
  }

  @Post(':id/revoke')
  @Audited('tokens.revoked')
  async revoke(@Param('id') id: string, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const token = await this.tokens.revoke(Number(id));
    const { role, source } = token;
    visit.audit = { target: token.name, details: { role, source } };
    if (role === 'ingest') this.collector.reconfigure();
    return redirect('/users/tokens', { flash: `The token ${token.name} is revoked.` });
  }

  /** Undefined when it fits, or is no API key of a source. */
  async #sourceMistake({ role, source }: Pick<NewToken, 'role' | 'source'>): Promise<string | undefined> {
    if (role !== 'ingest' || source === undefined) return undefined;
    return this.sources.mistakeIn(source);
  }

  #show({ token: { name, role, previousUntil }, secret }: MadeToken): Promise<object> {
    if (role === 'ingest') this.collector.reconfigure();
    return this.#model({}, { name, secret, role, previousUntil });
  }

  async #model(
    form: Partial<TokenForm> & { error?: string; sourceMistake?: string } = {},
    created?: object,
  ): Promise<object> {
    const tokens = await this.tokens.list();
    return {
      sourceNames: (await this.sources.names()).slice(0, MOST_SOURCE_NAMES),
      title: 'API tokens',
      tokens,
      roles: ROLES,
      form,
      created,
      groups: this.permissions.groups,
      styles: ['users/users.css'],
    };
  }
}
