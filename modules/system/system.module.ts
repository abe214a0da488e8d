// The Nest module. It only looks: everything it shows comes from the collector's reports, the store's port and this process.

import { Module } from '@nestjs/common';
import { CollectorWatch } from './collector-watch.js';
import { ConnectController } from './connect.controller.js';
import { HealthController } from './health.controller.js';
import { LedgerController } from './ledger.controller.js';
import { MetricsController } from './metrics.controller.js';
import { OwnProcess } from './own-process.js';
import { PluginsController } from './plugins.controller.js';
import { ShortcutsController } from './shortcuts.controller.js';
import { StoreController } from './store.controller.js';
import { SystemApiController } from './system-api.controller.js';
import { SystemState } from './system-state.js';

@Module({
  controllers: [
    HealthController,
    LedgerController,
    ConnectController,
    ShortcutsController,
    PluginsController,
    StoreController,
    SystemApiController,
    MetricsController,
  ],
  providers: [CollectorWatch, OwnProcess, SystemState],
})
export class SystemModule {}
