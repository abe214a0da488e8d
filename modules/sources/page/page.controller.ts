// One source: its page, the part of it that the store fills, how it is pointed here, and what is changed from there.

import { Body, Controller, Get, Headers, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { InTurn } from '#src/portal/limits/slow-reads.js';
import { WhileThere } from '#src/portal/limits/while-there.js';
import { redirect, type Redirect } from '#src/portal/page/answers.js';
import { Fragment, Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { SourceDirectory } from '../directory/source-directory.js';
import { changesOf, settingsOf } from '../form/difference.js';
import type { SourceEntry } from '../directory/source-entry.js';
import { SourceKeys } from '../keys/source-keys.js';
import { withQuery } from '../links.js';
import { pageModel } from '../page-model.js';
import { SourcePage } from './source-page.js';

const address = z.object({
  name: z.string().max(300).catch(''),
  wait: z.string().catch(''),
  host: z.string().catch(''),
});
const zoneForm = z.object({ zone: z.string().min(1).max(60), version: z.coerce.number().int() });

const PATIENCE_MS = 200;

@Controller('sources')
@Permission('sources.read')
export class PageController {
  constructor(
    private readonly directory: SourceDirectory,
    private readonly page: SourcePage,
    private readonly keys: SourceKeys,
  ) {}

  /** Of whatever the ledger calls so. */
  @Get('of')
  @InTurn('wait')
  @Page('sources/views/source')
  async of(@Query() query: unknown, @WhileThere() gone: AbortSignal): Promise<object> {
    const { name, wait } = address.parse(query ?? {});
    return this.#model(name, await this.directory.byName(name), wait, gone);
  }

  @Get('activity')
  @InTurn()
  @Fragment('sources/views/_activity')
  async activity(@Query() query: unknown, @WhileThere() gone: AbortSignal): Promise<object> {
    const { name } = address.parse(query ?? {});
    const [activity, earlier] = await Promise.all([this.page.activity(name, gone), this.page.earlier(name)]);
    return { activity, earlier, name, unknownHref: withQuery('/inbox', { source: name }) };
  }

  @Get('connect')
  @Page('sources/views/connect')
  async connect(@Query() query: unknown, @Headers('host') hostHeader: string | undefined): Promise<object> {
    const { name, host } = address.parse(query ?? {});
    const entry = await this.directory.byName(name);
    return pageModel(name === '' ? 'Add a device' : `How to point ${name} here`, {
      ...this.page.connect(name, entry, hostHeader, host),
      back: entry?.known === undefined ? withQuery('/sources/of', { name }) : `/sources/${entry.known.id}`,
    });
  }

  @Get(':id')
  @InTurn('wait')
  @Page('sources/views/source')
  async show(@Param('id') id: string, @Query() query: unknown, @WhileThere() gone: AbortSignal): Promise<object> {
    const entry = await this.directory.byId(id);
    return this.#model(entry.name, entry, address.parse(query ?? {}).wait, gone);
  }

  @Post(':id/zone')
  @Permission('sources.write')
  @Audited('sources.changed')
  async zone(
    @Param('id') id: string,
    @Body() body: unknown,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect> {
    const { name, known, config } = await this.directory.byId(id);
    const form = zoneForm.safeParse(body);
    if (!form.success) throw new Fault('BAD_REQUEST', 'Choose a time zone.');
    const { zone, version } = form.data;
    const changed = await this.directory.book.change(known.id, version, { ...config, timeZone: zone }, who.name);
    visit.audit = { target: name, details: { changed: changesOf(config, changed.config) } };
    this.directory.collector.reconfigure();
    return redirect(`/sources/${id}`, { flash: `Times of ${name} that say no zone are read as ${zone}.` });
  }

  @Post(':id/delete')
  @Permission('sources.write')
  @Audited('sources.removed')
  async remove(@Param('id') id: string, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const { name, known, config } = await this.directory.byId(id);
    const keys = await this.keys.of(name);
    await this.directory.book.remove(known.id);
    visit.audit = { target: name, details: { settings: settingsOf(config) } };
    this.directory.collector.reconfigure();
    const left = keys.length === 0 ? '' : ` Its API keys still work; they are under ${name} until they are revoked.`;
    return redirect('/sources', { flash: `The source ${name} is deleted. Its events stay.${left}` });
  }

  async #model(name: string, entry: SourceEntry | undefined, wait: string, gone: AbortSignal): Promise<object> {
    return pageModel(name, await this.page.model(name, entry, wait === '' ? PATIENCE_MS : Infinity, gone));
  }
}
