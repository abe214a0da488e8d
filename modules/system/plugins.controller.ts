// The plugins page: parsers with what they did, modules, and what could not be loaded.

import { Controller, Get, Inject } from '@nestjs/common';
import type { Config } from '#config/schema.js';
import type { PluginProblem } from '#src/plugin/discovery.js';
import type { PortalModule } from '#src/plugin/module.js';
import { Permission } from '#src/portal/access/access.js';
import { CONFIG, MODULE_PROBLEMS, MODULES } from '#src/portal/deps.js';
import { Page } from '#src/portal/page/page.js';
import { CollectorWatch } from './collector-watch.js';
import { pageModel } from './page-model.js';

const STATE_ORDER = { failed: 0, on: 1, off: 2 } as const;

@Controller('system/plugins')
@Permission('system.read')
export class PluginsController {
  constructor(
    private readonly watch: CollectorWatch,
    @Inject(MODULES) private readonly modules: readonly PortalModule[],
    @Inject(MODULE_PROBLEMS) private readonly moduleProblems: readonly PluginProblem[],
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  @Get()
  @Page('system/views/plugins')
  page(): object {
    const health = this.watch.health();
    const parsers = (health?.parsers ?? []).toSorted(
      (a, b) => STATE_ORDER[a.state] - STATE_ORDER[b.state] || b.claimed - a.claimed || (a.id < b.id ? -1 : 1),
    );
    return pageModel('Plugins', {
      ...{ away: health === undefined, parsers, off: this.config.plugins.off, awaySince: this.watch.awaySince },
      modules: this.modules.map(({ id, title, permissions = [] }) => ({
        id,
        title,
        permissions: permissions.map((permission) => permission.title),
      })),
      problems: [...(health?.pluginProblems ?? []), ...this.moduleProblems],
    });
  }
}
