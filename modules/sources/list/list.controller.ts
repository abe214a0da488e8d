// The room of all sources: new senders above, configured ones below, and the policy for unknown senders.

import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { InTurn } from '#src/portal/limits/slow-reads.js';
import { WhileThere } from '#src/portal/limits/while-there.js';
import { redirect, type Redirect } from '#src/portal/page/answers.js';
import { Fragment, Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Visit } from '#src/portal/session/visit.js';
import { SourceDirectory } from '../directory/source-directory.js';
import { pageModel } from '../page-model.js';
import { policyModel } from '../policy/policies.js';
import { SenderList } from '../senders/sender-list.js';
import { SourceList } from './source-list.js';

const number = z.coerce.number().int().min(1).max(1_000).catch(1);
const address = z.object({ page: number, senders: number, wait: z.string().catch('') });
const moveForm = z.object({ direction: z.enum(['up', 'down']), page: number });

/** How long the page waits for what the store says. */
const PATIENCE_MS = 200;

@Controller('sources')
@Permission('sources.read')
export class ListController {
  constructor(
    private readonly directory: SourceDirectory,
    private readonly sources: SourceList,
    private readonly newSenders: SenderList,
  ) {}

  @Get()
  @InTurn('wait')
  @Page('sources/views/index')
  async index(@Query() query: unknown, @WhileThere() gone: AbortSignal): Promise<object> {
    const { page, senders, wait } = address.parse(query ?? {});
    const patience = wait === '' ? PATIENCE_MS : Infinity;
    const [list, strangers] = await Promise.all([
      this.sources.page(page, patience, gone),
      this.newSenders.page(senders, patience, gone),
    ]);
    return pageModel('Sources', { list, senders: strangers, policy: policyModel(this.directory.settings) });
  }

  /** The table once more, with its figures. */
  @Get('rows')
  @InTurn()
  @Fragment('sources/views/_rows')
  async rows(@Query() query: unknown, @WhileThere() gone: AbortSignal): Promise<object> {
    return { list: await this.sources.page(address.parse(query ?? {}).page, Infinity, gone) };
  }

  @Post(':id/move')
  @Permission('sources.write')
  @Audited('sources.moved')
  async move(@Param('id') id: string, @Body() body: unknown, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const form = moveForm.safeParse(body);
    if (!form.success) throw new Fault('BAD_REQUEST', 'A source moves up or down.');
    const { name, known } = await this.directory.byId(id);
    const { direction, page } = form.data;
    await this.directory.book.move(known.id, direction);
    visit.audit = { target: name, details: { direction } };
    this.directory.collector.reconfigure();
    return redirect(`/sources${page > 1 ? `?page=${page}` : ''}#source-${known.id}`);
  }
}
