// Making, renewing and revoking the API keys of a source. A secret is shown once, in the answer that makes it.

import { Body, Controller, Headers, Param, Post } from '@nestjs/common';
import { z } from 'zod';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { connectTo, keyRecipes } from '#src/portal/connect/connect.js';
import { redirect, type Redirect } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { SourceDirectory } from '../directory/source-directory.js';
import { sourceHref } from '../links.js';
import { pageModel } from '../page-model.js';
import { SourceKeys } from './source-keys.js';

const form = z.object({ source: z.string().min(1).max(100) });

@Controller('sources/keys')
@Permission('sources.keys')
export class KeysController {
  constructor(
    private readonly directory: SourceDirectory,
    private readonly keys: SourceKeys,
  ) {}

  @Post()
  @Audited('tokens.created')
  @Page('sources/views/key')
  async make(
    @Body() body: unknown,
    @Headers('host') host: string | undefined,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<object> {
    const given = form.safeParse(body);
    if (!given.success) throw new Fault('BAD_REQUEST', 'A key belongs to a source: name it.');
    const { source } = given.data;
    // A key for a name that is nobody's would make messages appear under it without settings; a typing mistake, mostly.
    if ((await this.directory.byName(source)) === undefined && (await this.keys.of(source)).length === 0)
      throw new Fault('NOT_FOUND', 'There is no source of this name. It may have been renamed or deleted meanwhile.');
    return this.#made(source, host, who, visit);
  }

  /** One more key; the old one stays until it is revoked, so that nothing is refused while devices are changed. */
  @Post(':id/rotate')
  @Audited('tokens.created')
  @Page('sources/views/key')
  async rotate(
    @Param('id') id: string,
    @Headers('host') host: string | undefined,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<object> {
    const old = await this.keys.byId(id);
    const made = await this.#made(old.source, host, who, visit);
    visit.audit = { ...visit.audit, details: { ...visit.audit?.details, besides: old.name } };
    return { ...made, old: { id: old.id, name: old.name } };
  }

  @Post(':id/revoke')
  @Audited('tokens.revoked')
  async revoke(@Param('id') id: string, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const { id: key, name, source } = await this.keys.byId(id);
    await this.keys.revoke(key);
    visit.audit = { target: name, details: { role: 'ingest', source } };
    this.directory.collector.reconfigure();
    return redirect(await this.#back(source), {
      flash: `${name} is revoked: who sends with it is refused from now on.`,
    });
  }

  async #made(source: string, host: string | undefined, who: Principal, visit: Visit): Promise<object> {
    const { token, secret } = await this.keys.make(source, who.name);
    visit.audit = { target: token.name, details: { role: token.role, source } };
    this.directory.collector.reconfigure();
    const { settings, collector } = this.directory;
    const connect = connectTo(settings.atStart.config, collector.health(), host);
    const kind = (await this.directory.byName(source))?.config.kind ?? 'other';
    return pageModel('A new API key', {
      name: token.name,
      source,
      secret,
      back: await this.#back(source),
      recipes: keyRecipes(connect, secret, kind),
      old: undefined,
    });
  }

  /** Where the source went that had no settings: to the list, when nothing is left of it. */
  async #back(source: string): Promise<string> {
    const entry = await this.directory.byName(source);
    if (entry?.known !== undefined) return `/sources/${entry.known.id}`;
    const isThere = entry !== undefined || this.directory.ledger()?.has(source) === true;
    return isThere || (await this.keys.of(source)).length > 0 ? sourceHref(source) : '/sources';
  }
}
