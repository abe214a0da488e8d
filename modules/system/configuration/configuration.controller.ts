// The configuration page: every setting of core and modules, who set it, and a form where the portal may change it. For admins.

import { Body, Controller, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { Fault } from '#src/faults.js';
import type { PortalModule } from '#src/plugin/module.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { MODULES } from '#src/portal/deps.js';
import { redirect, type Redirect, withStatus, type WithStatus } from '#src/portal/page/answers.js';
import { Fragment, Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { resetText, savedAudit, savedText } from '../forms/saved-text.js';
import { SettingsForms } from '../forms/settings-forms.js';
import type { FormBody } from '../forms/typed-settings.js';
import { pageModel } from '../page-model.js';
import { isChangedHere, matches, type Section, sectionOf, sectionsOf, type ShownField } from './sections.js';

const view = z.object({
  q: z.string().trim().max(100).catch(''),
  show: z.enum(['all', 'set', 'waiting']).catch('all'),
});
type View = z.infer<typeof view>;

const PAGE = 'system/views/configuration';

@Controller('system/configuration')
@Permission('system.configure')
export class ConfigurationController {
  constructor(
    private readonly live: LiveConfig,
    private readonly forms: SettingsForms,
    @Inject(MODULES) private readonly modules: readonly PortalModule[],
  ) {}

  @Get()
  @Page(PAGE)
  async page(@Query() query: unknown): Promise<object> {
    const asked = view.parse(query);
    return this.#model(asked, await this.#sections(asked));
  }

  @Get('sections')
  @Fragment('system/views/settings/_sections')
  async sections(@Query() query: unknown): Promise<object> {
    const asked = view.parse(query);
    return this.#model(asked, await this.#sections(asked));
  }

  @Post('reset')
  @Audited('system.setting-reset')
  async reset(@Body() body: unknown, @Who() who: Principal, @CurrentVisit() visit: Visit): Promise<Redirect> {
    const form = z.object({ path: z.string().min(1).max(200) }).safeParse(body);
    if (!form.success) throw new Fault('BAD_REQUEST', 'Which setting? The form names none.');
    const { path } = form.data;
    // Less time for events deletes some: its own page asks first.
    if (!isChangedHere(path) && !this.live.leftOut.some((left) => left.path === path))
      throw new Fault('CONFLICT', `${path} is changed on its own page, which says what follows.`);
    visit.audit = { target: path };
    const outcome = await this.forms.reset(path, who.name);
    visit.audit = savedAudit(path, outcome);
    return redirect(addressOf(view.parse(body), sectionOf(path)), { flash: resetText(outcome) });
  }

  @Post(':section')
  @Page(PAGE)
  @Audited('system.configured')
  async save(
    @Param('section') id: string,
    @Body() body: FormBody,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect | WithStatus> {
    const asked = view.parse(body);
    const paths = this.forms.paths().filter((path) => sectionOf(path) === id && isChangedHere(path));
    if (paths.length === 0) throw new Fault('NOT_FOUND', `There is no section ${id} that can be changed here.`);
    visit.audit = { target: id };
    const outcome = (await this.forms.save(paths, body, who.name))!;
    visit.audit = savedAudit(id, outcome);
    if (outcome.kind === 'changed') return redirect(addressOf(asked, id), { flash: savedText(outcome) });
    const typed = new Map(outcome.fields.map((field) => [field.path, field]));
    const sections = (await this.#sections(asked)).map((section) =>
      section.id !== id
        ? section
        : {
            ...section,
            problems: outcome.problems,
            fields: section.fields.map((field): ShownField => ({ ...field, ...typed.get(field.path) })),
          },
    );
    return withStatus(422, this.#model(asked, sections));
  }

  async #sections({ q, show }: View): Promise<readonly Section[]> {
    const fields = await this.forms.fields(this.forms.paths());
    const found = fields.filter((field) => matches(field, q, show));
    return sectionsOf(found, new Map(this.modules.map(({ id, title }) => [id, title])));
  }

  #model(asked: View, sections: readonly Section[]): object {
    return pageModel('Settings', {
      ...asked,
      sections,
      waiting: this.live.waiting(),
      leftOut: this.live.leftOut,
      file: this.live.loaded.file,
    });
  }
}

function addressOf({ q, show }: View, section: string): string {
  const query = new URLSearchParams({ ...(q === '' ? {} : { q }), ...(show === 'all' ? {} : { show }) }).toString();
  return `/system/configuration${query === '' ? '' : `?${query}`}#${encodeURIComponent(section)}`;
}
