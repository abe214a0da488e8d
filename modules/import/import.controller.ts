// Upload, look, start, cancel, remove. For admins: whoever imports decides what the past was.

import { Body, Controller, Get, Param, Post, Query, Req } from '@nestjs/common';
import { Fault } from '#src/faults.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { Upload } from '#src/portal/access/upload.js';
import { redirect, withStatus, type Redirect, type WithStatus } from '#src/portal/page/answers.js';
import { Fragment, Page } from '#src/portal/page/page.js';
import { CurrentVisit, type PortalRequest, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { ImportFiles } from './import-files.js';
import { ImportPage, type Said } from './import-page.js';
import { ImportQueue } from './import-queue.js';
import { readStartForm } from './start-form.js';
import { UploadDesk } from './upload-desk.js';

@Controller('import')
@Permission('import.run')
export class ImportController {
  constructor(
    private readonly page: ImportPage,
    private readonly desk: UploadDesk,
    private readonly queue: ImportQueue,
    private readonly files: ImportFiles,
  ) {}

  @Get()
  @Page('import/views/index')
  list(): Promise<object> {
    return this.page.list();
  }

  @Post()
  @Upload()
  @Audited('import.uploaded')
  @Page('import/views/index')
  async upload(
    @Req() request: PortalRequest,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect | WithStatus> {
    const taken = await this.desk.take(request, who.name);
    if (taken === undefined) {
      visit.audit = { skip: true };
      return withStatus(422, await this.page.list('Choose a file.'));
    }
    visit.audit = { target: taken.name, details: { bytes: taken.bytes } };
    return redirect(`/import/${taken.id}`);
  }

  @Get(':id')
  @Page('import/views/one')
  show(@Param('id') id: string, @Query() look: Said): Promise<object> {
    return this.page.one(Number(id), look);
  }

  @Get(':id/state')
  @Fragment('import/views/_state')
  state(@Param('id') id: string): Promise<object> {
    return this.page.state(Number(id));
  }

  @Post(':id/start')
  @Audited('import.started')
  @Page('import/views/one')
  async start(
    @Param('id') id: string,
    @Body() body: unknown,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect | WithStatus> {
    const file = await this.page.ownById(Number(id));
    try {
      const form = readStartForm(body);
      visit.audit = { target: file.name, details: { ...form } };
      if (!(await this.queue.start(file.id, form))) throw new Fault('CONFLICT', 'It is on its way already, or done.');
      return redirect(`/import/${file.id}`);
    } catch (error) {
      if (!(error instanceof Fault) || !['BAD_REQUEST', 'USAGE'].includes(error.code)) throw error;
      visit.audit = { skip: true };
      return withStatus(422, await this.page.one(file.id, body as Said, error.message));
    }
  }

  @Post(':id/cancel')
  @Audited('import.cancelled')
  async cancel(@Param('id') id: string, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const file = await this.page.ownById(Number(id));
    visit.audit = { target: file.name };
    if (!(await this.queue.cancel(file.id))) throw new Fault('CONFLICT', 'It does not run any more.');
    return redirect(`/import/${file.id}`, { flash: 'The import ends. What was stored stays.' });
  }

  @Post(':id/remove')
  @Audited('import.removed')
  async remove(@Param('id') id: string, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const orphan = await this.page.orphanById(Number(id));
    if (orphan !== undefined) {
      visit.audit = { target: orphan.name, details: { node: orphan.node, nodeName: orphan.nodeName } };
      await this.files.forget(orphan);
      return redirect('/import', { flash: 'The entry is gone. What was imported stays.' });
    }
    const file = await this.page.ownById(Number(id));
    visit.audit = { target: file.name };
    if (!(await this.queue.remove(file))) throw new Fault('CONFLICT', 'It is being imported. Cancel that first.');
    return redirect('/import', { flash: 'The uploaded file is gone. What was imported stays.' });
  }
}
