// What runs here: versions, folders, how long, licences. For a bug report, and for who wonders.

import { arch, cpus, release, totalmem, type } from 'node:os';
import { Controller, Get, Inject } from '@nestjs/common';
import type { Clock } from '#src/clock.js';
import { MODULE_CONTRACT_VERSION } from '#src/plugin/module.js';
import { PARSER_CONTRACT_VERSION } from '#src/plugin/parser.js';
import { Permission } from '#src/portal/access/access.js';
import { CLOCK } from '#src/portal/deps.js';
import { Page } from '#src/portal/page/page.js';
import { LiveConfig } from '#src/settings/live-config.js';
import { VERSION } from '#src/version.js';
import { CollectorWatch } from '../collector-watch.js';
import { OwnProcess } from '../own-process.js';
import { pageModel } from '../page-model.js';
import { ownPackage } from './third-party.js';

@Controller('system/about')
@Permission('system.read')
export class AboutController {
  constructor(
    private readonly live: LiveConfig,
    private readonly watch: CollectorWatch,
    private readonly own: OwnProcess,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Page('system/views/about')
  page(): object {
    const health = this.watch.health();
    const { config, file } = this.live.atStart;
    return pageModel('About', {
      version: VERSION,
      collectorVersion: health?.version,
      ...ownPackage(),
      waiting: this.live.waiting(),
      machine: { system: `${type()} ${release()}, ${arch()}`, processors: cpus().length, memoryBytes: totalmem() },
      contracts: { parser: PARSER_CONTRACT_VERSION, module: MODULE_CONTRACT_VERSION },
      dataDir: config.data.dir,
      file,
      zone: config.time.zone,
      portal: this.own.figures(),
      collectorSeconds: health === undefined ? undefined : (this.clock.now() - health.startedAt) / 1_000,
    });
  }
}
