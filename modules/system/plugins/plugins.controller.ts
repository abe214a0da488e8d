// The plugins pages: parsers with what they did, modules, what could not be loaded; the switch of each; settings of a module.

import { Body, Controller, Get, Inject, Param, Post } from '@nestjs/common';
import { Fault } from '#src/faults.js';
import type { PluginProblem } from '#src/plugin/discovery.js';
import type { PortalModule } from '#src/plugin/module.js';
import { Audited, Permission } from '#src/portal/access/access.js';
import { MODULE_PROBLEMS, MODULES } from '#src/portal/deps.js';
import { redirect, type Redirect, withStatus, type WithStatus } from '#src/portal/page/answers.js';
import { Page } from '#src/portal/page/page.js';
import { CurrentVisit, type Principal, type Visit, Who } from '#src/portal/session/visit.js';
import { CollectorWatch } from '../collector-watch.js';
import { savedAudit, savedText } from '../forms/saved-text.js';
import { SettingsForms } from '../forms/settings-forms.js';
import type { FormBody } from '../forms/typed-settings.js';
import { pageModel } from '../page-model.js';
import { PluginSwitches } from './plugin-switches.js';
import type { ShownPlugin } from './plugin-list.js';

const ONE = 'system/views/plugin';

@Controller('system/plugins')
@Permission('system.read')
export class PluginsController {
  constructor(
    private readonly watch: CollectorWatch,
    private readonly switches: PluginSwitches,
    private readonly forms: SettingsForms,
    @Inject(MODULES) private readonly modules: readonly PortalModule[],
    @Inject(MODULE_PROBLEMS) private readonly moduleProblems: readonly PluginProblem[],
  ) {}

  @Get()
  @Page('system/views/plugins')
  page(): object {
    const health = this.watch.health();
    return pageModel('Plugins', {
      away: health === undefined,
      awaySince: this.watch.awaySince,
      waiting: this.switches.waiting(),
      parsers: this.switches.parsers(),
      modules: this.switches.modules(),
      unknownOff: this.switches.unknownOff(),
      problems: [...(health?.pluginProblems ?? []), ...this.moduleProblems],
      lock: this.switches.lock(),
    });
  }

  @Get(':id')
  @Page(ONE)
  async one(@Param('id') id: string): Promise<object> {
    return this.#one(id, await this.forms.fields(this.#paths(id)), []);
  }

  @Post(':id/off')
  @Permission('system.configure')
  @Audited('system.plugin-switched-off')
  async off(@Param('id') id: string, @Who() who: Principal): Promise<Redirect> {
    const { title } = this.#known(id);
    await this.switches.turn(id, 'off', who.name);
    return redirect('/system/plugins', { flash: `${title} is switched off.` });
  }

  @Post(':id/on')
  @Permission('system.configure')
  @Audited('system.plugin-switched-on')
  async on(@Param('id') id: string, @Who() who: Principal): Promise<Redirect> {
    await this.switches.turn(id, 'on', who.name);
    return redirect('/system/plugins', { flash: `${this.switches.find(id)?.title ?? id} is switched on.` });
  }

  @Post(':id/settings')
  @Permission('system.configure')
  @Page(ONE)
  @Audited('system.configured')
  async save(
    @Param('id') id: string,
    @Body() body: FormBody,
    @Who() who: Principal,
    @CurrentVisit() visit: Visit,
  ): Promise<Redirect | WithStatus> {
    this.#known(id);
    visit.audit = { target: id };
    const outcome = (await this.forms.save(this.#paths(id), body, who.name))!;
    visit.audit = savedAudit(id, outcome);
    if (outcome.kind === 'invalid') return withStatus(422, this.#one(id, outcome.fields, outcome.problems));
    return redirect(`/system/plugins/${encodeURIComponent(id)}`, { flash: savedText(outcome) });
  }

  #one(id: string, fields: readonly object[], problems: readonly string[]): object {
    const plugin = this.#known(id);
    return pageModel(plugin.title, {
      plugin,
      fields,
      problems,
      lock: this.switches.lock(),
      waiting: this.switches.waiting(),
      pages: this.modules.find((module) => plugin.kind === 'module' && module.id === id)?.nav ?? [],
    });
  }

  /** @throws Fault NOT_FOUND */
  #known(id: string): ShownPlugin {
    const plugin = this.switches.find(id);
    if (plugin === undefined)
      throw new Fault('NOT_FOUND', 'There is no such plugin, or the collector, which knows the parsers, is away.');
    return plugin;
  }

  /** Of a module's own section. A parser has no settings. */
  #paths(id: string): readonly string[] {
    const hasSettings = this.modules.some((module) => module.id === id && module.settings !== undefined);
    return hasSettings ? this.forms.paths().filter((path) => path.startsWith(`${id}.`)) : [];
  }
}
